import * as z from "zod/mini";
import { bps, count, day, fen, id, integerQuery, page, pageQuery, reason } from "./fields";
import { endpoint } from "./http";

const merchantParams = z.object({ merchantId: id });
/** A version is written once: draft → active; the next version ends it. */
export const AGREEMENT_TRANSITIONS = {
  draft: ["active", "discarded"],
  active: ["ended"],
  ended: [],
  discarded: [],
} as const;
export type AgreementStatus = keyof typeof AGREEMENT_TRANSITIONS;

/** Price of one service in an agreement. fixed: the club pays priceFen; share: clubShareBps of priceFen; cap: the bill up to capFen. */
export const agreementPrice = z.object({
  serviceId: id,
  model: z.enum(["fixed", "share", "cap"], "请选择价格方式"),
  priceFen: z.nullable(fen),
  clubShareBps: z.nullable(bps),
  capFen: z.nullable(fen),
});
export type AgreementPrice = z.output<typeof agreementPrice>;

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
  body: z.object({ reason }),
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
