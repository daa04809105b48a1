import type { InspectionCategory } from "@club/shared/inspection";
import type { LicenceClass } from "@club/shared/licences";
import type { Energy, VehicleEnd } from "@club/shared/vehicles";
import { Schema } from "mongoose";
import { model } from "../../platform/db";

/**
 * Vehicles in members' garages. Plate, VIN and engine number are encrypted (…Enc); a plate is found by blind index.
 * Shard key: memberId. Queries: a member's vehicles in the order they were added { memberId, addedAt, _id }; one plate in one
 * garage { memberId, plateBlind }, which also keeps it from standing there twice; everybody who has a plate { plateBlind }.
 */
export type VehicleDoc = {
  _id: string;
  memberId: string;
  cityCode: string;
  plateEnc: string;
  plateBlind: string;
  plateType: string;
  brand: string | null;
  model: string | null;
  vinEnc: string | null;
  engineNoEnc: string | null;
  registeredOn: string | null;
  manufacturedOn: string | null;
  hadInjuryAccident: boolean;
  wasIllegallyModified: boolean;
  use: InspectionCategory;
  energy: Energy | null;
  seats: number | null;
  inspectionValidUntilOn: string | null;
  compulsoryUntilOn: string | null;
  commercialUntilOn: string | null;
  /** Which of these three are estimates; absent in vehicles without one since before there were any. */
  estimatedEnds?: VehicleEnd[];
  nickname: string | null;
  /** When plate type, VIN or engine number changed last: what a provider is asked with. */
  identifiedAt: Date;
  addedAt: Date;
  updatedAt: Date;
};

const text = { type: String, required: true } as const;
const optionalText = { type: String, default: null } as const;
const yesNo = { type: Boolean, required: true } as const;
const instant = { type: Date, required: true } as const;
const vehicleSchema = new Schema<VehicleDoc>({
  _id: text,
  memberId: text,
  cityCode: text,
  plateEnc: text,
  plateBlind: text,
  plateType: text,
  brand: optionalText,
  model: optionalText,
  vinEnc: optionalText,
  engineNoEnc: optionalText,
  registeredOn: optionalText,
  manufacturedOn: optionalText,
  hadInjuryAccident: yesNo,
  wasIllegallyModified: yesNo,
  use: text,
  energy: optionalText,
  seats: { type: Number, default: null },
  inspectionValidUntilOn: optionalText,
  compulsoryUntilOn: optionalText,
  commercialUntilOn: optionalText,
  estimatedEnds: { type: [String], default: undefined },
  nickname: optionalText,
  identifiedAt: instant,
  addedAt: instant,
  updatedAt: instant,
});
vehicleSchema.index({ memberId: 1, addedAt: 1, _id: 1 });
vehicleSchema.index({ memberId: 1, plateBlind: 1 }, { unique: true });
vehicleSchema.index({ plateBlind: 1 });
export const Vehicles = model<VehicleDoc>("vehicles", vehicleSchema);

/** One document a member with vehicles: how many, and which is the usual one. Shard key: _id (the member's id). */
export type Garage = { _id: string; vehicleCount: number; defaultVehicleId: string | null };
export const Garages = model<Garage>(
  "garages",
  new Schema<Garage>({ _id: text, vehicleCount: { type: Number, required: true }, defaultVehicleId: optionalText }),
);

/**
 * One document a plate: in how many garages it stands. Shard key: _id (the plate's blind index). Query: plates in two garages
 * or more, newest first, of all cities or one; `sharedSince` is 1970 while it stands in one.
 */
export type PlateHolding = {
  _id: string;
  plateEnc: string;
  cityCode: string;
  holderCount: number;
  isShared: boolean;
  sharedSince: Date;
};
const holdingSchema = new Schema<PlateHolding>({
  _id: text,
  plateEnc: text,
  cityCode: text,
  holderCount: { type: Number, required: true },
  isShared: yesNo,
  sharedSince: instant,
});
const shared = { partialFilterExpression: { isShared: true } };
holdingSchema.index({ isShared: 1, sharedSince: -1, _id: -1 }, shared);
holdingSchema.index({ isShared: 1, cityCode: 1, sharedSince: -1, _id: -1 }, shared);
export const PlateHoldings = model<PlateHolding>("plateHoldings", holdingSchema);

/** A member's driving licence. Shard key: _id (the member's id, the only access path). */
export type LicenceDoc = {
  _id: string;
  classes: LicenceClass[];
  firstIssuedOn: string;
  /** Null = 长期. */
  validUntilOn: string | null;
  numberEnc: string | null;
  updatedAt: Date;
};
export const Licences = model<LicenceDoc>(
  "licences",
  new Schema<LicenceDoc>({
    _id: text,
    classes: { type: [String], required: true },
    firstIssuedOn: text,
    validUntilOn: optionalText,
    numberEnc: optionalText,
    updatedAt: instant,
  }),
);
