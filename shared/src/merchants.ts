import * as z from "zod/mini";
import { creditCodeField } from "./credit-code";
import { cityCode, id, page, pageQuery, reason, text } from "./fields";
import { endpoint } from "./http";
import { branchDto } from "./merchant-branches";
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
    reason,
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
  body: z.object({ to: merchantStatus, reason }),
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
  body: z.object({ reason }),
  response: z.object({
    contactName: z.string(),
    contactPhone: z.string(),
    bankAccount: z.string(),
    bankHolder: z.string(),
  }),
  errors: ["merchants.not-found"],
});
