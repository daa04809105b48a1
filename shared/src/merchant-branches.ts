import * as z from "zod/mini";
import { cityCode, id, integerQuery, page, pageQuery, reason, text } from "./fields";
import { endpoint } from "./http";

const merchantParams = z.object({ merchantId: id });
/** WGS/GCJ degrees × 1,000,000 as integers, within China. */
export const lngE6 = z.int("经度不正确").check(z.gte(73_000_000, "经度不正确"), z.lte(136_000_000, "经度不正确"));
export const latE6 = z.int("纬度不正确").check(z.gte(3_000_000, "纬度不正确"), z.lte(54_000_000, "纬度不正确"));
const serviceIds = z.array(id, "请选择服务").check(z.minLength(1, "请至少选择一项服务"), z.maxLength(50, "服务太多"));

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

const nearbyBranch = z.object({
  merchantId: id,
  merchantName: z.string(),
  branch: branchDto,
  distanceMeters: z.nullable(z.int()),
});

export const listNearbyBranches = endpoint({
  name: "listNearbyBranches",
  method: "GET",
  path: "/merchants/nearby",
  auth: "public",
  summary: "按城市查附近的签约门店，近的在前；可只看做某项服务的",
  tag: "商户",
  query: z.object({
    cityCode,
    serviceId: z.optional(id),
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
  body: z.object({ ...z.partial(z.object(branchFields)).shape, isActive: z.optional(z.boolean()), reason }),
  response: branchDto,
  errors: ["merchants.not-found", "merchants.branch-not-found", "merchants.service-unknown"],
});
