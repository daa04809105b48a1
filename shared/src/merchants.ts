import * as z from "zod/mini";
import { creditCodeField } from "./credit-code";
import { bps, cityCode, count, day, fen, id, page, pageQuery, reason, text } from "./fields";
import { endpoint } from "./http";
import { clerkEndpoints } from "./merchant-clerks";
import { phoneField } from "./phone";

/** Onboarding of a merchant (商户). Closed and rejected merchants stay; a rejected one may be looked at again. */
export const MERCHANT_TRANSITIONS = {
  applied: ["reviewing", "rejected"],
  reviewing: ["approved", "rejected"],
  approved: ["suspended", "closed"],
  rejected: ["reviewing"],
  suspended: ["approved", "closed"],
  closed: [],
} as const;
export type MerchantStatus = keyof typeof MERCHANT_TRANSITIONS;
const merchantStatus = z.enum(
  ["applied", "reviewing", "approved", "rejected", "suspended", "closed"],
  "请选择商户状态",
);

/** A version is written once: draft → active; the next version ends it. */
export const AGREEMENT_TRANSITIONS = {
  draft: ["active", "discarded"],
  active: ["ended"],
  ended: [],
  discarded: [],
} as const;
export type AgreementStatus = keyof typeof AGREEMENT_TRANSITIONS;

/** WGS/GCJ degrees × 1,000,000 as integers, within China. */
export const lngE6 = z.int("经度不正确").check(z.gte(73_000_000, "经度不正确"), z.lte(136_000_000, "经度不正确"));
export const latE6 = z.int("纬度不正确").check(z.gte(3_000_000, "纬度不正确"), z.lte(54_000_000, "纬度不正确"));
const serviceIds = z.array(id, "请选择服务").check(z.minLength(1, "请至少选择一项服务"), z.maxLength(50, "服务太多"));
const noteReason = { reason };
const merchantParams = z.object({ merchantId: id });

const bankFields = {
  bankName: text("开户行", 60, 2),
  bankHolder: text("户名", 80, 2),
  bankAccount: z.string("请填写银行账号").check(z.regex(/^\d{8,30}$/, "银行账号应为 8 到 30 位数字")),
};
const merchantFields = {
  name: text("商户名称", 60, 2),
  creditCode: creditCodeField,
  cityCode,
  contactName: text("联系人", 30, 2),
  contactPhone: phoneField,
  ...bankFields,
};

/** Price of one service in an agreement. fixed: the club pays priceFen; share: clubShareBps of priceFen; cap: the bill up to capFen. */
export const agreementPrice = z.object({
  serviceId: id,
  model: z.enum(["fixed", "share", "cap"], "请选择价格方式"),
  priceFen: z.nullable(fen),
  clubShareBps: z.nullable(bps),
  capFen: z.nullable(fen),
});
export type AgreementPrice = z.output<typeof agreementPrice>;

const branchFields = {
  name: text("门店名称", 60, 2),
  address: text("门店地址", 120, 4),
  phone: z.optional(text("门店电话", 20, 5)),
  openingHours: z.optional(text("营业时间", 60)),
  lngE6,
  latE6,
  serviceIds,
};
export const branchDto = z.object({
  id,
  merchantId: id,
  name: z.string(),
  address: z.string(),
  phone: z.nullable(z.string()),
  openingHours: z.nullable(z.string()),
  cityCode,
  lngE6: z.int(),
  latE6: z.int(),
  serviceIds: z.array(id),
  isActive: z.boolean(),
});
export type BranchDto = z.output<typeof branchDto>;

export const merchantListItem = z.object({
  id,
  name: z.string(),
  creditCode: z.string(),
  cityCode,
  status: merchantStatus,
  createdAt: z.string(),
});
const merchantDto = z.extend(merchantListItem, {
  statusReason: z.nullable(z.string()),
  contactName: z.string(),
  contactPhone: z.string(),
  bankName: z.string(),
  bankHolder: z.string(),
  bankAccount: z.string(),
  bankChangedAt: z.string(),
  updatedAt: z.string(),
  allowedNext: z.array(merchantStatus),
  branches: z.array(branchDto),
});
export type MerchantDto = z.output<typeof merchantDto>;

export const agreementDto = z.object({
  id,
  merchantId: id,
  version: z.int(),
  status: z.enum(["draft", "active", "ended", "discarded"]),
  isInForce: z.boolean(),
  effectiveFrom: z.string(),
  effectiveTo: z.nullable(z.string()),
  prices: z.array(agreementPrice),
  taxBps: z.int(),
  createdAt: z.string(),
  activatedAt: z.nullable(z.string()),
});
export type AgreementDto = z.output<typeof agreementDto>;

const nearbyBranch = z.object({
  merchantId: id,
  merchantName: z.string(),
  branch: branchDto,
  distanceMeters: z.nullable(z.int()),
});
const integerQuery = (inner: z.ZodMiniType<number, number>) =>
  z.pipe(
    z.union([z.string(), z.number()]),
    z.pipe(
      z.transform((value: string | number) => Number(value)),
      inner,
    ),
  );

export const listNearbyBranches = endpoint({
  name: "listNearbyBranches",
  method: "GET",
  path: "/merchants/nearby",
  auth: "public",
  summary: "按城市和服务查附近的签约门店，近的在前",
  tag: "商户",
  query: z.object({
    cityCode,
    serviceId: id,
    lngE6: z.optional(integerQuery(lngE6)),
    latE6: z.optional(integerQuery(latE6)),
    ...pageQuery,
  }),
  response: page(nearbyBranch),
  errors: [],
  rateLimit: { limit: 120, windowSeconds: 60, by: "address" },
});
export const getMerchantPage = endpoint({
  name: "getMerchantPage",
  method: "GET",
  path: "/merchants/:merchantId/page",
  auth: "public",
  summary: "商户主页：营业门店和签约服务",
  tag: "商户",
  params: merchantParams,
  response: z.object({ id, name: z.string(), cityCode, serviceIds: z.array(id), branches: z.array(branchDto) }),
  errors: ["merchants.not-found"],
  rateLimit: { limit: 120, windowSeconds: 60, by: "address" },
});
export const createMerchant = endpoint({
  name: "createMerchant",
  method: "POST",
  path: "/staff/merchants",
  auth: ["provinceAdmin", "cityAdmin"],
  summary: "登记商户入驻申请",
  tag: "商户",
  body: z.object(merchantFields),
  response: merchantDto,
  errors: ["merchants.credit-code-taken"],
  idempotent: true,
});
export const listMerchants = endpoint({
  name: "listMerchants",
  method: "GET",
  path: "/staff/merchants",
  auth: ["provinceAdmin", "cityAdmin", "finance", "auditor"],
  summary: "商户列表，可按状态、城市、名称开头筛选",
  tag: "商户",
  query: z.object({
    status: z.optional(merchantStatus),
    cityCode: z.optional(cityCode),
    nameStartsWith: z.optional(text("商户名称", 60)),
    ...pageQuery,
  }),
  response: page(merchantListItem),
  errors: [],
});
export const getMerchant = endpoint({
  name: "getMerchant",
  method: "GET",
  path: "/staff/merchants/:merchantId",
  auth: ["provinceAdmin", "cityAdmin", "finance", "auditor"],
  summary: "商户详情（联系方式和账号已隐藏）",
  tag: "商户",
  params: merchantParams,
  response: merchantDto,
  errors: ["merchants.not-found"],
});
export const updateMerchant = endpoint({
  name: "updateMerchant",
  method: "PATCH",
  path: "/staff/merchants/:merchantId",
  auth: ["provinceAdmin", "cityAdmin"],
  summary: "修改商户名称、联系人或收款账号（写明原因）",
  tag: "商户",
  params: merchantParams,
  body: z.object({
    name: z.optional(merchantFields.name),
    contactName: z.optional(merchantFields.contactName),
    contactPhone: z.optional(merchantFields.contactPhone),
    bank: z.optional(z.object(bankFields)),
    ...noteReason,
  }),
  response: merchantDto,
  errors: ["merchants.not-found", "merchants.wrong-state"],
});
export const changeMerchantStatus = endpoint({
  name: "changeMerchantStatus",
  method: "POST",
  path: "/staff/merchants/:merchantId/status",
  auth: ["provinceAdmin", "cityAdmin"],
  summary: "审核、停用、恢复或关闭商户（写明原因）",
  tag: "商户",
  params: merchantParams,
  body: z.object({ to: merchantStatus, ...noteReason }),
  response: merchantDto,
  errors: ["merchants.not-found", "merchants.wrong-state", "merchants.no-branch", "merchants.no-agreement"],
});
export const revealMerchant = endpoint({
  name: "revealMerchant",
  method: "POST",
  path: "/staff/merchants/:merchantId/reveal",
  auth: ["provinceAdmin", "finance"],
  summary: "查看商户联系电话和收款账号原文（写明原因，留痕）",
  tag: "商户",
  params: merchantParams,
  body: z.object(noteReason),
  response: z.object({
    contactName: z.string(),
    contactPhone: z.string(),
    bankAccount: z.string(),
    bankHolder: z.string(),
  }),
  errors: ["merchants.not-found"],
});
export const createBranch = endpoint({
  name: "createBranch",
  method: "POST",
  path: "/staff/merchants/:merchantId/branches",
  auth: ["provinceAdmin", "cityAdmin"],
  summary: "登记门店",
  tag: "商户",
  params: merchantParams,
  body: z.object(branchFields),
  response: branchDto,
  errors: ["merchants.not-found", "merchants.wrong-state", "merchants.service-unknown"],
  idempotent: true,
});
export const updateBranch = endpoint({
  name: "updateBranch",
  method: "PATCH",
  path: "/staff/merchants/:merchantId/branches/:branchId",
  auth: ["provinceAdmin", "cityAdmin"],
  summary: "修改门店资料、服务或停业（写明原因）",
  tag: "商户",
  params: z.object({ merchantId: id, branchId: id }),
  body: z.object({ ...z.partial(z.object(branchFields)).shape, isActive: z.optional(z.boolean()), ...noteReason }),
  response: branchDto,
  errors: ["merchants.not-found", "merchants.branch-not-found", "merchants.service-unknown"],
});
export const draftAgreement = endpoint({
  name: "draftAgreement",
  method: "POST",
  path: "/staff/merchants/:merchantId/agreements",
  auth: ["provinceAdmin", "cityAdmin"],
  summary: "新建协议版本（草稿）",
  tag: "商户",
  params: merchantParams,
  body: z.object({
    effectiveFromDay: day,
    prices: z
      .array(agreementPrice, "请填写价格")
      .check(z.minLength(1, "请至少填写一项服务价格"), z.maxLength(50, "价格太多")),
    taxBps: count("税率", 2_000),
  }),
  response: agreementDto,
  errors: [
    "merchants.not-found",
    "merchants.wrong-state",
    "merchants.agreement-prices-invalid",
    "merchants.service-unknown",
  ],
  idempotent: true,
});
export const listAgreements = endpoint({
  name: "listAgreements",
  method: "GET",
  path: "/staff/merchants/:merchantId/agreements",
  auth: ["provinceAdmin", "cityAdmin", "finance", "auditor"],
  summary: "商户的协议版本，新的在前",
  tag: "商户",
  params: merchantParams,
  query: z.object(pageQuery),
  response: page(agreementDto),
  errors: ["merchants.not-found"],
});
const agreementAction = {
  method: "POST",
  auth: ["provinceAdmin", "cityAdmin"],
  tag: "商户",
  params: z.object({ merchantId: id, version: integerQuery(count("版本", 100_000, 1)) }),
  body: z.object(noteReason),
  response: agreementDto,
} as const;
export const activateAgreement = endpoint({
  ...agreementAction,
  name: "activateAgreement",
  path: "/staff/merchants/:merchantId/agreements/:version/activate",
  summary: "启用协议版本，自动结束上一版本",
  errors: [
    "merchants.not-found",
    "merchants.agreement-not-found",
    "merchants.agreement-wrong-state",
    "merchants.agreement-too-early",
  ],
});
export const discardAgreement = endpoint({
  ...agreementAction,
  name: "discardAgreement",
  path: "/staff/merchants/:merchantId/agreements/:version/discard",
  summary: "作废协议草稿",
  errors: ["merchants.not-found", "merchants.agreement-not-found", "merchants.agreement-wrong-state"],
});

export const merchantsEndpoints = {
  listNearbyBranches,
  getMerchantPage,
  createMerchant,
  listMerchants,
  getMerchant,
  updateMerchant,
  changeMerchantStatus,
  revealMerchant,
  createBranch,
  updateBranch,
  draftAgreement,
  listAgreements,
  activateAgreement,
  discardAgreement,
  ...clerkEndpoints,
};
