import { addVehicle, updateVehicle } from "@club/shared/vehicles";
import { vehicleWith } from "./vehicle.testing";
import { additionOf, changesOf, EMPTY_FORM, faultsOf, formOf, withIdentity } from "./vehicle-form";
import { vehicleName } from "./vehicle-name";

const FORM = withIdentity(EMPTY_FORM, { plate: "鲁A00001" });

test.each([
  ["鲁A00001", "02"],
  ["鲁AD00010", "52"],
  ["鲁A12345D", "51"],
  ["鲁A1234挂", "15"],
  ["", ""],
])("the plate %s brings the likely type %s along", (plate, plateType) => {
  expect(withIdentity(EMPTY_FORM, { plate }).plateType).toBe(plateType);
});

test("a type that was chosen stays when the new plate can have it, and gives way when it cannot", () => {
  const yellow = { ...FORM, plateType: "01" };
  expect(withIdentity(yellow, { plate: "鲁A00002" }).plateType).toBe("01");
  expect(withIdentity(yellow, { plate: "鲁AD00010" }).plateType).toBe("52");
});

test("the kind of vehicle brings its likely type along, and leaves one that was chosen", () => {
  const moto = withIdentity(FORM, { use: "moto" });
  expect(moto.plateType).toBe("07");
  expect(withIdentity(moto, { use: "large_mid_nonop" }).plateType).toBe("01");
  expect(withIdentity(moto, { use: "small_nonop" }).plateType).toBe("02");
  expect(withIdentity({ ...moto, plateType: "08" }, { use: "other" }).plateType).toBe("08");
  expect(withIdentity(withIdentity(EMPTY_FORM, { use: "moto" }), { plate: "鲁A00001" }).plateType).toBe("07");
});

test("a vehicle to add holds what was filled in and nothing else, and the contract takes it", () => {
  const form = { ...FORM, brand: " 大众 ", seats: "5", inspectionMonth: "2027-05", vin: "LSVAA49J132022811" };
  const addition = additionOf(form);
  expect(addition).toEqual({
    plate: "鲁A00001",
    plateType: "02",
    use: "small_nonop",
    hadInjuryAccident: false,
    wasIllegallyModified: false,
    brand: "大众",
    seats: 5,
    inspectionValidUntilOn: "2027-05",
    vin: "LSVAA49J132022811",
  });
  expect(addVehicle.body.safeParse(addition).success).toBe(true);
});

test("a form that was not touched changes nothing", () => {
  const vehicle = vehicleWith({ inspectionValidUntilOn: "2028-05-31" });
  expect(changesOf(formOf(vehicle), vehicle)).toEqual({});
});

test("an estimated end is asked for anew, and left empty it stays", () => {
  const ends = { compulsoryUntilOn: "2027-12-01", estimatedEnds: ["compulsoryUntilOn" as const] };
  const vehicle = vehicleWith(ends);
  const form = formOf(vehicle);
  expect(form.compulsoryUntilOn).toBe("");
  expect(changesOf(form, vehicle)).toEqual({});
  expect(changesOf({ ...form, compulsoryUntilOn: "2027-12-01" }, vehicle)).toEqual({ compulsoryUntilOn: "2027-12-01" });
});

test("only what was changed is sent; what was emptied is sent as null", () => {
  const vehicle = vehicleWith({ inspectionValidUntilOn: "2028-05-31" });
  const form = { ...formOf(vehicle), brand: "", model: "朗逸 1.5L", inspectionMonth: "2030-05", compulsoryUntilOn: "" };
  const changes = changesOf(form, vehicle);
  expect(changes).toEqual({
    brand: null,
    model: "朗逸 1.5L",
    inspectionValidUntilOn: "2030-05",
    compulsoryUntilOn: null,
  });
  expect(updateVehicle.body.safeParse(changes).success).toBe(true);
});

test("numbers that never come back stay as they are, unless they are typed anew or taken out", () => {
  const vehicle = vehicleWith();
  const form = formOf(vehicle);
  expect(changesOf({ ...form, clearsVin: true, clearsEngineNo: true }, vehicle)).toEqual({ vin: null, engineNo: null });
  expect(changesOf({ ...form, clearsVin: true, vin: "LSVAA49J132022811" }, vehicle)).toEqual({
    vin: "LSVAA49J132022811",
  });
});

test("every fault is told with its field", () => {
  expect(faultsOf(FORM, null)).toEqual({});
  const wrong = { ...FORM, plate: "鲁A", plateType: "", vin: "123", seats: "很多" };
  expect(Object.keys(faultsOf(wrong, null)).sort()).toEqual(["plate", "seats", "vin"]);
});

test.each([
  [{ nickname: "小白" }, "小白 · 大众 朗逸"],
  [{}, "大众 朗逸"],
  [{ brand: null, model: null }, "小型汽车"],
  [{ brand: null, model: null, nickname: "小白" }, "小白"],
])("a vehicle with %j is called %s", (changes, name) => {
  expect(vehicleName(vehicleWith(changes))).toBe(name);
});
