import type { ClientSession } from "mongoose";
import type { Ctx } from "../../platform/context";
import { PlateHoldings, type VehicleDoc } from "./vehicles.model";

const NEVER = new Date(0);

/** Counts one garage more for a plate, in the transaction that adds the vehicle. */
export async function holdPlate(ctx: Ctx, session: ClientSession, vehicle: VehicleDoc): Promise<void> {
  const { plateBlind, plateEnc, cityCode } = vehicle;
  const before = await PlateHoldings.findOneAndUpdate(
    { _id: plateBlind },
    { $inc: { holderCount: 1 }, $setOnInsert: { plateEnc, cityCode, isShared: false, sharedSince: NEVER } },
    { session, upsert: true, returnDocument: "before" },
  ).lean();
  if (before?.holderCount !== 1) return;
  await PlateHoldings.updateOne({ _id: plateBlind }, { $set: { isShared: true, sharedSince: ctx.now } }, { session });
}

/** Counts one garage less; the last one takes the document along. */
export async function releasePlate(session: ClientSession, plateBlind: string): Promise<void> {
  const after = await PlateHoldings.findOneAndUpdate(
    { _id: plateBlind },
    { $inc: { holderCount: -1 } },
    { session, returnDocument: "after" },
  ).lean();
  if (after?.holderCount === 0) await PlateHoldings.deleteOne({ _id: plateBlind }, { session });
  if (after?.holderCount === 1) {
    await PlateHoldings.updateOne({ _id: plateBlind }, { $set: { isShared: false, sharedSince: NEVER } }, { session });
  }
}
