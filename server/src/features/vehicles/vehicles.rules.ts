import { shanghaiDay } from "@club/shared/time";
import type { VehicleInput } from "@club/shared/vehicles";
import { AppError } from "../../platform/problem";

/** What the owner may fill in, without what is derived or encrypted. */
const PLAIN_FIELDS = [
  "plateType",
  "brand",
  "model",
  "registeredOn",
  "manufacturedOn",
  "hadInjuryAccident",
  "wasIllegallyModified",
  "use",
  "energy",
  "seats",
  "inspectionValidUntilOn",
  "compulsoryUntilOn",
  "commercialUntilOn",
  "nickname",
] as const;
type PlainField = (typeof PLAIN_FIELDS)[number];
export type PlainDetails = Pick<VehicleInput, PlainField>;

/** The plain fields that were given, null among them. */
export function givenDetails(input: Partial<PlainDetails>): Partial<PlainDetails> {
  return Object.fromEntries(
    PLAIN_FIELDS.filter((field) => input[field] !== undefined).map((field) => [field, input[field]]),
  );
}

/** Documents are not issued in the future. @throws vehicles.date-in-future */
export function assertPast(input: Partial<PlainDetails>, now: Date): void {
  const today = shanghaiDay(now);
  for (const field of ["registeredOn", "manufacturedOn"] as const) {
    if ((input[field] ?? "") > today) throw new AppError("vehicles.date-in-future", { field });
  }
}
