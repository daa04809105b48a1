import Taro from "@tarojs/taro";

/** Degrees × 1 000 000, GCJ-02, as the contract wants them. */
export type PositionE6 = { lngE6: number; latE6: number };

/** Where the phone is, or null when the member does not want to say or it cannot be known. */
export async function currentPosition(): Promise<PositionE6 | null> {
  try {
    const { longitude, latitude } = await Taro.getLocation({ type: "gcj02" });
    return { lngE6: Math.round(longitude * 1_000_000), latE6: Math.round(latitude * 1_000_000) };
  } catch {
    return null;
  }
}
