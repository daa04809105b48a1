import type { CallOf } from "@club/shared/http";
import { plateTypesFor } from "@club/shared/plate-types";
import { plateTypeCode } from "@club/shared/plates";
import {
  addVehicle,
  type Energy,
  updateVehicle,
  type VehicleEnd,
  type VehicleInput,
  type VehicleView,
} from "@club/shared/vehicles";

/*
 * What is being filled in about a vehicle. Texts and days are "" when empty; a VIN or engine number that the club has already is never
 * sent back to the phone, so "" leaves it as it is and `clears…` takes it out.
 */
export type VehicleForm = {
  plate: string;
  plateType: string;
  use: VehicleInput["use"];
  energy: Energy | null;
  brand: string;
  model: string;
  nickname: string;
  seats: string;
  registeredOn: string;
  manufacturedOn: string;
  /** A month: what is printed after 检验有效期至. */
  inspectionMonth: string;
  compulsoryUntilOn: string;
  commercialUntilOn: string;
  vin: string;
  clearsVin: boolean;
  engineNo: string;
  clearsEngineNo: boolean;
  hadInjuryAccident: boolean;
  wasIllegallyModified: boolean;
};

/** The first sentence about each field of the contract. */
export type Faults = Readonly<Record<string, string>>;
export type Addition = CallOf<typeof addVehicle>;
export type Changes = Omit<CallOf<typeof updateVehicle>, "vehicleId">;

export const EMPTY_FORM: VehicleForm = {
  plate: "",
  plateType: "",
  use: "small_nonop",
  energy: null,
  brand: "",
  model: "",
  nickname: "",
  seats: "",
  registeredOn: "",
  manufacturedOn: "",
  inspectionMonth: "",
  compulsoryUntilOn: "",
  commercialUntilOn: "",
  vin: "",
  clearsVin: false,
  engineNo: "",
  clearsEngineNo: false,
  hadInjuryAccident: false,
  wasIllegallyModified: false,
};

/** What is known about a vehicle, to be corrected. */
export function formOf(vehicle: VehicleView): VehicleForm {
  const { plate, plateType, use, energy, hadInjuryAccident, wasIllegallyModified } = vehicle;
  return {
    ...EMPTY_FORM,
    ...{ plate, plateType, use, energy, hadInjuryAccident, wasIllegallyModified },
    brand: vehicle.brand ?? "",
    model: vehicle.model ?? "",
    nickname: vehicle.nickname ?? "",
    seats: vehicle.seats === null ? "" : String(vehicle.seats),
    registeredOn: vehicle.registeredOn ?? "",
    manufacturedOn: vehicle.manufacturedOn ?? "",
    inspectionMonth: printedEnd(vehicle, "inspectionValidUntilOn").slice(0, 7),
    compulsoryUntilOn: printedEnd(vehicle, "compulsoryUntilOn"),
    commercialUntilOn: printedEnd(vehicle, "commercialUntilOn"),
  };
}

/** An estimate is not offered as if it were printed: left empty it stays what it is. */
function printedEnd(vehicle: VehicleView, end: VehicleEnd): string {
  return vehicle.estimatedEnds.includes(end) ? "" : (vehicle[end] ?? "");
}

/** Another plate or kind of vehicle brings its likely type along, unless a type was chosen that still fits. */
export function withIdentity(form: VehicleForm, change: Partial<Pick<VehicleForm, "plate" | "use">>): VehicleForm {
  const next = { ...form, ...change };
  const possible = plateTypesFor(next.plate, next.use);
  const isChosen = form.plateType !== (plateTypeCode(form.plate, form.use) ?? "");
  const plateType = isChosen && possible.includes(form.plateType) ? form.plateType : (possible[0] ?? "");
  return { ...next, plateType };
}

/** The vehicle to add; what is empty is left out. */
export function additionOf(form: VehicleForm): Addition {
  const given = Object.entries(valuesOf(form)).filter(([, value]) => value !== null);
  return {
    plate: form.plate,
    ...(form.plateType !== "" && { plateType: form.plateType }),
    ...Object.fromEntries(given),
  };
}

/** Only what differs from the vehicle as it is; null takes a value out. */
export function changesOf(form: VehicleForm, vehicle: VehicleView): Changes {
  const before = { plateType: vehicle.plateType, ...valuesOf(formOf(vehicle)) };
  const after = { plateType: form.plateType, ...valuesOf(form) };
  const changed = Object.entries(after).filter(([name, value]) => value !== before[name as keyof typeof before]);
  return {
    ...Object.fromEntries(changed),
    ...(form.clearsVin && form.vin === "" && { vin: null }),
    ...(form.clearsEngineNo && form.engineNo === "" && { engineNo: null }),
  };
}

/** What the contract says against a form, field by field; empty when nothing. */
export function faultsOf(form: VehicleForm, vehicle: VehicleView | null): Faults {
  const checked = vehicle
    ? updateVehicle.body.safeParse(changesOf(form, vehicle))
    : addVehicle.body.safeParse(additionOf(form));
  if (checked.success) return {};
  const faults: Record<string, string> = {};
  for (const { path, message } of checked.error.issues) faults[path.join(".")] ??= message;
  return faults;
}

function valuesOf(form: VehicleForm) {
  const { use, energy, hadInjuryAccident, wasIllegallyModified } = form;
  return {
    ...{ use, energy, hadInjuryAccident, wasIllegallyModified },
    brand: orNull(form.brand),
    model: orNull(form.model),
    nickname: orNull(form.nickname),
    seats: /^\d+$/.test(form.seats.trim()) ? Number(form.seats) : orNull(form.seats),
    registeredOn: orNull(form.registeredOn),
    manufacturedOn: orNull(form.manufacturedOn),
    inspectionValidUntilOn: orNull(form.inspectionMonth),
    compulsoryUntilOn: orNull(form.compulsoryUntilOn),
    commercialUntilOn: orNull(form.commercialUntilOn),
    vin: orNull(form.vin),
    engineNo: orNull(form.engineNo),
  };
}

function orNull(text: string): string | null {
  return text.trim() === "" ? null : text.trim();
}
