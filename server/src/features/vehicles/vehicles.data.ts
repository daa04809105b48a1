import type { DataSection } from "@club/shared/members";
import { plateTypeName } from "@club/shared/plate-types";
import { formatPlate } from "@club/shared/plates";
import { formatDay, formatInstant } from "@club/shared/time";
import { ENERGY_NAMES, USE_CATEGORY_NAMES, type VehicleEnd } from "@club/shared/vehicles";
import type { Ctx } from "../../platform/context";
import { licenceNumberOf } from "./licences.service";
import { type LicenceDoc, Licences, type VehicleDoc, Vehicles } from "./vehicles.model";
import { readPlate, readSecret } from "./vehicles.views";

type Fact = { label: string; value: string };

/** The member's vehicles in plain text, for the copy of their data. Index: { memberId, addedAt, _id }. */
export async function vehiclesDataSection(ctx: Ctx, memberId: string): Promise<DataSection> {
  const rows = await Vehicles.find({ memberId }).sort({ addedAt: 1, _id: 1 }).lean<VehicleDoc[]>();
  const items = rows.map((row) => ({
    id: row._id,
    title: formatPlate(readPlate(ctx.keys, row)),
    facts: vehicleFacts(ctx, row),
  }));
  return { key: "vehicles", title: "车辆", items };
}

/** The member's licence in plain text. */
export async function licenceDataSection(ctx: Ctx, memberId: string): Promise<DataSection> {
  const licence = await Licences.findById(memberId).lean<LicenceDoc>();
  if (!licence) return { key: "licence", title: "驾驶证", items: [] };
  const { classes, firstIssuedOn, validUntilOn } = licence;
  const facts = [
    { label: "准驾车型", value: classes.join("、") },
    { label: "初次领证日期", value: formatDay(firstIssuedOn) },
    { label: "有效期截止", value: validUntilOn === null ? "长期" : formatDay(validUntilOn) },
    ...given("证号", licenceNumberOf(ctx, licence)),
  ];
  return { key: "licence", title: "驾驶证", items: [{ id: memberId, title: "驾驶证", facts }] };
}

function vehicleFacts(ctx: Ctx, row: VehicleDoc): Fact[] {
  return [
    { label: "号牌种类", value: plateTypeName(row.plateType) },
    { label: "车辆类型", value: USE_CATEGORY_NAMES[row.use] },
    ...given("昵称", row.nickname),
    ...given("品牌", row.brand),
    ...given("车型", row.model),
    ...given("能源类型", row.energy && ENERGY_NAMES[row.energy]),
    ...given("座位数", row.seats === null ? null : String(row.seats)),
    ...given("车架号", readSecret(ctx.keys, row, "vin")),
    ...given("发动机号", readSecret(ctx.keys, row, "engineNo")),
    ...day("注册日期", row.registeredOn),
    ...day("出厂日期", row.manufacturedOn),
    ...end("检验有效期至", row, "inspectionValidUntilOn"),
    ...end("交强险到期日", row, "compulsoryUntilOn"),
    ...end("商业险到期日", row, "commercialUntilOn"),
    { label: "添加时间", value: formatInstant(row.addedAt) },
  ];
}

function given(label: string, value: string | null): Fact[] {
  return value === null ? [] : [{ label, value }];
}

function day(label: string, value: string | null): Fact[] {
  return given(label, value && formatDay(value));
}

function end(label: string, row: VehicleDoc, field: VehicleEnd): Fact[] {
  return day(row.estimatedEnds?.includes(field) ? `${label}（估算）` : label, row[field]);
}
