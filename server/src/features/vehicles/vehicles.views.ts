import { maskPlate } from "@club/shared/mask";
import { plateTypeName } from "@club/shared/plate-types";
import { ENERGY_NAMES, type StaffVehicle, USE_CATEGORY_NAMES, type VehicleView } from "@club/shared/vehicles";
import { vinWarning } from "@club/shared/vin";
import { blindIndex, decrypt, encrypt, type Keys } from "../../platform/crypto";
import type { VehicleDoc } from "./vehicles.model";

/*
 * The only place that knows how what identifies a vehicle is stored. The blind index of a plate has the purpose "plate" in the
 * whole product.
 */

const FIELDS = { plate: "plateEnc", vin: "vinEnc", engineNo: "engineNoEnc" } as const;
type SecretField = keyof typeof FIELDS;

export function encryptOf(keys: Keys, field: SecretField, plain: string): string {
  return encrypt(keys, plain, `vehicles.${field}`);
}

export function plateBlindOf(keys: Keys, plate: string): string {
  return blindIndex(keys, "plate", plate);
}

/** The value in plain text, or null when the vehicle has none. */
export function readSecret(keys: Keys, vehicle: Pick<VehicleDoc, (typeof FIELDS)[SecretField]>, field: SecretField) {
  const stored = vehicle[FIELDS[field]];
  return stored === null ? null : decrypt(keys, stored, `vehicles.${field}`);
}

export function readPlate(keys: Keys, vehicle: Pick<VehicleDoc, "plateEnc">): string {
  return decrypt(keys, vehicle.plateEnc, "vehicles.plate");
}

/** The last four characters behind stars; the number of stars tells the length. */
function maskTail(value: string | null): string | null {
  return value === null ? null : `${"*".repeat(Math.max(0, value.length - 4))}${value.slice(-4)}`;
}

/** A vehicle as its owner sees it. */
export function toVehicleView(keys: Keys, vehicle: VehicleDoc, defaultVehicleId: string | null): VehicleView {
  const vin = readSecret(keys, vehicle, "vin");
  return {
    id: vehicle._id,
    plate: readPlate(keys, vehicle),
    plateType: vehicle.plateType,
    plateTypeName: plateTypeName(vehicle.plateType),
    cityCode: vehicle.cityCode,
    brand: vehicle.brand,
    model: vehicle.model,
    vinMasked: maskTail(vin),
    vinWarning: vin === null ? null : vinWarning(vin),
    engineNoMasked: maskTail(readSecret(keys, vehicle, "engineNo")),
    registeredOn: vehicle.registeredOn,
    use: vehicle.use,
    useName: USE_CATEGORY_NAMES[vehicle.use],
    energy: vehicle.energy,
    energyName: vehicle.energy === null ? null : ENERGY_NAMES[vehicle.energy],
    manufacturedOn: vehicle.manufacturedOn,
    hadInjuryAccident: vehicle.hadInjuryAccident,
    wasIllegallyModified: vehicle.wasIllegallyModified,
    seats: vehicle.seats,
    inspectionValidUntilOn: vehicle.inspectionValidUntilOn,
    compulsoryUntilOn: vehicle.compulsoryUntilOn,
    commercialUntilOn: vehicle.commercialUntilOn,
    estimatedEnds: vehicle.estimatedEnds ?? [],
    nickname: vehicle.nickname,
    isDefault: vehicle._id === defaultVehicleId,
    addedAt: vehicle.addedAt.toISOString(),
    updatedAt: vehicle.updatedAt.toISOString(),
  };
}

/** A vehicle as staff see it: nothing in plain text. */
export function toStaffVehicle(keys: Keys, vehicle: VehicleDoc, holderCount: number): StaffVehicle {
  return {
    id: vehicle._id,
    memberId: vehicle.memberId,
    plateMasked: maskPlate(readPlate(keys, vehicle)),
    plateTypeName: plateTypeName(vehicle.plateType),
    cityCode: vehicle.cityCode,
    brand: vehicle.brand,
    model: vehicle.model,
    useName: USE_CATEGORY_NAMES[vehicle.use],
    hasVin: vehicle.vinEnc !== null,
    hasEngineNo: vehicle.engineNoEnc !== null,
    inspectionValidUntilOn: vehicle.inspectionValidUntilOn,
    compulsoryUntilOn: vehicle.compulsoryUntilOn,
    commercialUntilOn: vehicle.commercialUntilOn,
    estimatedEnds: vehicle.estimatedEnds ?? [],
    addedAt: vehicle.addedAt.toISOString(),
    holderCount,
    isSharedPlate: holderCount > 1,
  };
}
