import { Schema } from "mongoose";
import { model } from "../../platform/db";

/**
 * A device from which somebody has signed in to an account with its password, until it has not done so for half a year. `_id`: kind
 * and blind index of the account, then the device's number. Shard key: _id; read by _id, removed by its beginning; TTL on expiresAt.
 */
export type KnownDevice = { _id: string; expiresAt: Date };

export const KnownDevices = model<KnownDevice>(
  "knownDevices",
  new Schema<KnownDevice>({
    _id: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  }).index({ expiresAt: 1 }, { expireAfterSeconds: 0 }),
);
