import { getMerchantPage } from "@club/shared/merchant-branches";
import { call } from "../../lib/request";
import type { PositionE6 } from "../../platform/location";

/** In the browser preview the clerk stands in the branch that was chosen, so that services with a distance can be tried. */
export async function clerkPosition(place: { merchantId: string; branchId: string }): Promise<PositionE6 | null> {
  const { branches } = await call(getMerchantPage, { merchantId: place.merchantId });
  const branch = branches.find(({ id }) => id === place.branchId);
  return branch ? { lngE6: branch.lngE6, latE6: branch.latE6 } : null;
}
