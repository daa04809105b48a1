import * as z from "zod/mini";
import { count, fen, id, instant, reason, text } from "./fields";
import { endpoint, STAFF_ROLES } from "./http";

/** How often one member may use a service: a guard document per day or month in Shanghai. */
export const ONCE_PER = ["none", "day", "month"] as const;
export const PLATE_BINDINGS = ["none", "required"] as const;
export const plateBinding = z.enum(PLATE_BINDINGS, "请选择是否绑定车牌");
export type PlateBinding = z.output<typeof plateBinding>;
export const SERVICE_CATEGORIES = [
  "wash",
  "inspection",
  "driving",
  "fuel",
  "care",
  "rescue",
  "travel",
  "health",
] as const;
export const SERVICE_CATEGORY_NAMES: Record<(typeof SERVICE_CATEGORIES)[number], string> = {
  wash: "洗车美容",
  inspection: "车辆年检",
  driving: "代驾出行",
  fuel: "加油优惠",
  care: "检测保养",
  rescue: "道路救援",
  travel: "机场贵宾",
  health: "健康关怀",
};

const yesNo = z.boolean("请选择是或否");

/** Redemption rules that the club can switch on per service. `maxDistanceMeters` null = the distance is not looked at. */
export const serviceRules = z.object({
  cityMustMatch: yesNo,
  maxDistanceMeters: z.nullable(count("最远距离（米）", 50_000, 50)),
  plateConfirm: yesNo,
  photo: yesNo,
  oncePer: z.enum(ONCE_PER, "请选择使用频次"),
  refuseMerchantPhone: yesNo,
});
export type ServiceRules = z.output<typeof serviceRules>;

/** What everybody may read about a service. */
export const serviceView = z.object({
  id,
  name: z.string(),
  category: z.enum(SERVICE_CATEGORIES),
  /** Key of the icon in the client's icon set. */
  icon: z.string(),
  description: z.string(),
  terms: z.array(z.string()),
  standardPriceFen: fen,
  plateBinding,
});
export type ServiceView = z.output<typeof serviceView>;

export const staffServiceView = z.object({
  ...serviceView.shape,
  rules: serviceRules,
  isActive: z.boolean(),
  sortOrder: z.int(),
  updatedAt: instant,
});
export type StaffServiceView = z.output<typeof staffServiceView>;

export const listServices = endpoint({
  name: "listServices",
  method: "GET",
  path: "/services",
  auth: "public",
  summary: "列出俱乐部开放的服务项目",
  tag: "服务项目",
  response: z.object({ items: z.array(serviceView) }),
  errors: [],
});

export const listStaffServices = endpoint({
  name: "listStaffServices",
  method: "GET",
  path: "/staff/services",
  auth: STAFF_ROLES,
  summary: "列出全部服务项目及核销规则（含已停用）",
  tag: "服务项目",
  response: z.object({ items: z.array(staffServiceView) }),
  errors: [],
});

export const updateService = endpoint({
  name: "updateService",
  method: "PATCH",
  path: "/staff/services/:serviceId",
  auth: ["provinceAdmin"],
  summary: "修改服务项目、核销规则或启停（留痕）",
  tag: "服务项目",
  params: z.object({ serviceId: id }),
  body: z.object({
    name: z.optional(text("服务名称", 20)),
    description: z.optional(text("服务说明", 300)),
    terms: z.optional(z.array(text("使用须知", 200)).check(z.maxLength(10, "使用须知最多 10 条"))),
    standardPriceFen: z.optional(fen),
    rules: z.optional(serviceRules),
    plateBinding: z.optional(plateBinding),
    isActive: z.optional(yesNo),
    reason,
  }),
  response: staffServiceView,
  errors: ["services.not-found", "services.nothing-to-change"],
});

export const servicesEndpoints = { listServices, listStaffServices, updateService };
