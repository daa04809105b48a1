import * as z from "zod/mini";
import { PLATE_TYPES } from "./data/plates";
import { cityCode, count, id, instant, page, pageQuery, text } from "./fields";
import { endpoint } from "./http";
import { INSPECTION_CATEGORIES, type InspectionCategory } from "./inspection";
import { plateTypeFault } from "./plate-types";
import { plateField } from "./plates";
import { documentDay, inspectionUntilField } from "./vehicle-fields";
import { engineNoField, vinField } from "./vin";

/*
 * 车辆: the vehicles in a member's garage. Days (…On) are Shanghai days and inclusive: the last day on which something is valid.
 */

/** A member keeps at most so many. */
export const MAX_VEHICLES = 10;

/** Kinds of use: as the rules of inspection tell them apart. */
export const USE_CATEGORY_NAMES: Record<InspectionCategory, string> = {
  small_nonop: "家用小客车（9 座及以下）",
  moto: "摩托车",
  minivan: "面包车",
  truck: "货车",
  large_mid_nonop: "大中型客车（非营运）",
  op_passenger: "营运客车（含出租、网约）",
  other: "其他",
};
export const ENERGIES = ["petrol", "diesel", "electric", "pluginHybrid", "hybrid", "gas", "hydrogen", "other"] as const;
export type Energy = (typeof ENERGIES)[number];
export const ENERGY_NAMES: Record<Energy, string> = {
  petrol: "汽油",
  diesel: "柴油",
  electric: "纯电动",
  pluginHybrid: "插电混动（含增程）",
  hybrid: "油电混动",
  gas: "天然气",
  hydrogen: "氢燃料",
  other: "其他",
};

/** Days of a vehicle that stand for its end until the next one. */
export const VEHICLE_ENDS = ["inspectionValidUntilOn", "compulsoryUntilOn", "commercialUntilOn"] as const;
export type VehicleEnd = (typeof VEHICLE_ENDS)[number];

const PLATE_TYPE_CODES = PLATE_TYPES.map((type) => type.code);
const plateType = z
  .string("请选择号牌种类")
  .check(z.refine((value) => PLATE_TYPE_CODES.includes(value), "请选择号牌种类"));
const use = z.enum(INSPECTION_CATEGORIES, "请选择车辆类型");
const yesNo = z.boolean("请选择是或否");
const energy = z.enum(ENERGIES, "请选择能源类型");

/** What may be filled in later or corrected; null empties a field. */
const details = {
  plateType: z.optional(plateType),
  brand: z.optional(z.nullable(text("品牌", 20))),
  model: z.optional(z.nullable(text("车型", 30))),
  /** Kept encrypted; a wrong check digit is a warning only (`vinWarning` of the answer). */
  vin: z.optional(z.nullable(vinField)),
  /** Kept encrypted; at least the last six characters are needed for violations in Shandong. */
  engineNo: z.optional(z.nullable(engineNoField)),
  registeredOn: z.optional(z.nullable(documentDay("注册日期"))),
  /** These three change the cycle of inspections (inspection.ts). */
  manufacturedOn: z.optional(z.nullable(documentDay("出厂日期"))),
  hadInjuryAccident: z.optional(yesNo),
  wasIllegallyModified: z.optional(yesNo),
  seats: z.optional(z.nullable(count("座位数", 60, 1))),
  /** As printed on the licence: "2027-03" or a day of that month; kept as the last day of the month. */
  inspectionValidUntilOn: z.optional(z.nullable(inspectionUntilField)),
  /** Last day of the compulsory (交强险) and of the commercial insurance; two policies, two days. */
  compulsoryUntilOn: z.optional(z.nullable(documentDay("交强险到期日"))),
  commercialUntilOn: z.optional(z.nullable(documentDay("商业险到期日"))),
  nickname: z.optional(z.nullable(text("昵称", 12))),
};

export const vehicleInput = z
  .object({
    plate: plateField,
    ...details,
    use: z.prefault(use, "small_nonop"),
    energy: z.optional(z.nullable(energy)),
    isDefault: z.optional(yesNo),
  })
  .check((check) => {
    const { plate, plateType: given } = check.value;
    const fault = given === undefined ? null : plateTypeFault(plate, given);
    if (fault) check.issues.push({ code: "custom", message: fault, path: ["plateType"], input: given });
  });
export type VehicleInput = z.output<typeof vehicleInput>;

/** A vehicle as its owner sees it: the plate in full, VIN and engine number only by their last characters. */
export const vehicleView = z.object({
  id,
  plate: z.string(),
  /** hpzl, e.g. "02"; name in `plateTypeName`. */
  plateType: z.string(),
  plateTypeName: z.string(),
  /** City of the plate's letters, or the member's own for a plate of another province. */
  cityCode,
  brand: z.nullable(z.string()),
  model: z.nullable(z.string()),
  vinMasked: z.nullable(z.string()),
  /** A sentence when the VIN's check digit does not fit; it keeps nobody from anything. */
  vinWarning: z.nullable(z.string()),
  engineNoMasked: z.nullable(z.string()),
  registeredOn: z.nullable(z.string()),
  use,
  useName: z.string(),
  energy: z.nullable(energy),
  energyName: z.nullable(z.string()),
  manufacturedOn: z.nullable(z.string()),
  hadInjuryAccident: z.boolean(),
  wasIllegallyModified: z.boolean(),
  seats: z.nullable(z.int()),
  /** The printed end of the inspection; null = not given, then clients estimate (inspection.ts) and say 估算. */
  inspectionValidUntilOn: z.nullable(z.string()),
  compulsoryUntilOn: z.nullable(z.string()),
  commercialUntilOn: z.nullable(z.string()),
  /** Which of these three were computed when the member said 已办理 without the new date: 估算. */
  estimatedEnds: z.array(z.enum(VEHICLE_ENDS)),
  nickname: z.nullable(z.string()),
  isDefault: z.boolean(),
  addedAt: instant,
  updatedAt: instant,
});
export type VehicleView = z.output<typeof vehicleView>;

const TAG = "车辆";
const MEMBER = ["member"] as const;
export const vehicleParams = z.object({ vehicleId: id });

export const listMyVehicles = endpoint({
  name: "listMyVehicles",
  method: "GET",
  path: "/me/vehicles",
  auth: MEMBER,
  summary: "我的车辆，常用的在前",
  tag: TAG,
  response: z.object({ items: z.array(vehicleView), maxVehicles: z.int() }),
  errors: [],
});

export const addVehicle = endpoint({
  name: "addVehicle",
  method: "POST",
  path: "/me/vehicles",
  auth: MEMBER,
  summary: "添加车辆；第一次添加一个车牌可得积分",
  tag: TAG,
  body: vehicleInput,
  /** `earnedPoints` null = no rule gave points (or this plate has earned before). */
  response: z.object({ vehicle: vehicleView, earnedPoints: z.nullable(z.int()) }),
  errors: ["members.not-found", "vehicles.already-added", "vehicles.too-many", "vehicles.date-in-future"],
  idempotent: true,
  rateLimit: { limit: 60, windowSeconds: 3600, by: "actor" },
});

export const getMyVehicle = endpoint({
  name: "getMyVehicle",
  method: "GET",
  path: "/me/vehicles/:vehicleId",
  auth: MEMBER,
  summary: "我的一辆车",
  tag: TAG,
  params: vehicleParams,
  response: vehicleView,
  errors: ["vehicles.not-found"],
});

export const updateVehicle = endpoint({
  name: "updateVehicle",
  method: "PUT",
  path: "/me/vehicles/:vehicleId",
  auth: MEMBER,
  summary: "修改车辆资料；车牌不能改，换了号牌请删除后重新添加",
  tag: TAG,
  params: vehicleParams,
  body: z.object({
    ...details,
    use: z.optional(use),
    energy: z.optional(z.nullable(energy)),
    /** True makes it the usual vehicle; the others stop being it. */
    isDefault: z.optional(z.literal(true, "请选择一辆车作为常用车")),
  }),
  response: vehicleView,
  errors: [
    "vehicles.not-found",
    "vehicles.nothing-to-change",
    "vehicles.date-in-future",
    "vehicles.plate-type-contradicts",
  ],
});

export const removeVehicle = endpoint({
  name: "removeVehicle",
  method: "DELETE",
  path: "/me/vehicles/:vehicleId",
  auth: MEMBER,
  summary: "删除车辆和它的违章记录、提醒",
  tag: TAG,
  params: vehicleParams,
  response: "empty",
  errors: ["vehicles.not-found"],
});

export const recordInspection = endpoint({
  name: "recordInspection",
  method: "POST",
  path: "/me/vehicles/:vehicleId/inspections",
  auth: MEMBER,
  summary: "年检已办理：登记新的检验有效期；同样的日期再提交一次不会有变化",
  tag: TAG,
  params: vehicleParams,
  body: z.object({ inspectionValidUntilOn: inspectionUntilField }),
  response: vehicleView,
  errors: ["vehicles.not-found", "vehicles.inspection-not-later"],
});

/** A vehicle as staff see it: everything masked. */
export const staffVehicle = z.object({
  id,
  memberId: id,
  plateMasked: z.string(),
  plateTypeName: z.string(),
  cityCode,
  brand: z.nullable(z.string()),
  model: z.nullable(z.string()),
  useName: z.string(),
  hasVin: z.boolean(),
  hasEngineNo: z.boolean(),
  inspectionValidUntilOn: z.nullable(z.string()),
  compulsoryUntilOn: z.nullable(z.string()),
  commercialUntilOn: z.nullable(z.string()),
  estimatedEnds: z.array(z.enum(VEHICLE_ENDS)),
  addedAt: instant,
  /** The same plate stands in the garages of so many members; 2 and more is worth a look. */
  holderCount: z.int(),
  isSharedPlate: z.boolean(),
});
export type StaffVehicle = z.output<typeof staffVehicle>;

export const listMemberVehicles = endpoint({
  name: "listMemberVehicles",
  method: "GET",
  path: "/staff/members/:memberId/vehicles",
  auth: ["provinceAdmin", "cityAdmin", "auditor", "counterClerk"],
  summary: "一位会员的车辆（脱敏），标出同时在别人名下的车牌",
  tag: TAG,
  params: z.object({ memberId: id }),
  response: z.object({ items: z.array(staffVehicle) }),
  errors: ["members.not-found"],
});

export const listSharedPlates = endpoint({
  name: "listSharedPlates",
  method: "GET",
  path: "/staff/vehicles/shared-plates",
  auth: ["provinceAdmin", "cityAdmin", "auditor"],
  summary: "在多位会员名下的车牌，最近出现的在前；城市人员只看本市车牌",
  tag: TAG,
  query: z.object({ ...pageQuery }),
  response: page(
    z.object({
      id,
      plateMasked: z.string(),
      cityCode,
      holderCount: z.int(),
      sharedSince: instant,
      vehicles: z.array(z.object({ vehicleId: id, memberId: id, addedAt: instant })),
    }),
  ),
  errors: [],
});
