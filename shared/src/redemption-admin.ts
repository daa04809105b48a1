import * as z from "zod/mini";
import { cityCode, day, id, page, pageQuery } from "./fields";
import { endpoint } from "./http";
import { redemptionRow, redemptionStatus, reversalView, reverseBody } from "./redemptions";

export const staffRedemption = z.object({
  ...redemptionRow,
  merchantId: id,
  merchantName: z.string(),
  clerkId: id,
  cityCode,
  distanceMeters: z.nullable(z.int()),
  hasPhoto: z.boolean(),
  statementId: z.nullable(id),
});
export type StaffRedemption = z.output<typeof staffRedemption>;
export const listStaffRedemptions = endpoint({
  name: "listStaffRedemptions",
  method: "GET",
  path: "/staff/redemptions",
  auth: ["provinceAdmin", "cityAdmin", "finance", "auditor"],
  summary: "核销流水，新的在前，可筛选城市、商户、车主、服务、状态、日期",
  tag: "核销",
  query: z.object({
    cityCode: z.optional(cityCode),
    merchantId: z.optional(id),
    memberId: z.optional(id),
    serviceId: z.optional(id),
    status: z.optional(redemptionStatus),
    fromDay: z.optional(day),
    toDay: z.optional(day),
    ...pageQuery,
  }),
  response: page(staffRedemption),
  errors: [],
});
export const getStaffRedemption = endpoint({
  name: "getStaffRedemption",
  method: "GET",
  path: "/staff/redemptions/:redemptionId",
  auth: ["provinceAdmin", "cityAdmin", "finance", "auditor"],
  summary: "一条核销的详情",
  tag: "核销",
  params: z.object({ redemptionId: id }),
  response: staffRedemption,
  errors: ["redemptions.not-found"],
});
export const getRedemptionPhoto = endpoint({
  name: "getRedemptionPhoto",
  method: "GET",
  path: "/staff/redemptions/:redemptionId/photo",
  auth: ["provinceAdmin", "cityAdmin", "auditor"],
  summary: "核销照片（查看留痕）",
  tag: "核销",
  params: z.object({ redemptionId: id }),
  response: "file",
  errors: ["redemptions.not-found"],
});
export const reverseRedemption = endpoint({
  name: "reverseRedemption",
  method: "POST",
  path: "/staff/redemptions/:redemptionId/reverse",
  auth: ["provinceAdmin", "cityAdmin"],
  summary: "俱乐部冲正核销；对账单已定稿的，差额计入下一期",
  tag: "核销",
  params: z.object({ redemptionId: id }),
  body: reverseBody,
  response: reversalView,
  errors: ["redemptions.not-found", "redemptions.already-reversed"],
});
