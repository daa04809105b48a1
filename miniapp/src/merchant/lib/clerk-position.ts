import { currentPosition, type PositionE6 } from "../../platform/location";

/** Where the clerk's phone is; the branch plays no part in WeChat. Null = the phone does not say. */
export function clerkPosition(_place: { merchantId: string; branchId: string }): Promise<PositionE6 | null> {
  return currentPosition();
}
