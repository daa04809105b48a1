import type { MemberVoucher } from "@club/shared/vouchers";
import { whenOf } from "./ended";

const voucher: MemberVoucher = {
  id: "v1",
  cardId: "c1",
  serviceId: "car-wash",
  serviceName: "洗车",
  icon: "car-wash",
  status: "redeemed",
  statusName: "已使用",
  issuedAt: "2026-11-01T04:00:00.000Z",
  expiresAt: "2026-11-30T16:00:00.000Z",
  redeemedAt: "2026-11-22T04:00:00.000Z",
  plateBinding: "none",
  plateMasked: null,
  redemptionId: "r1",
  code: null,
  whyNot: null,
  description: "",
  terms: [],
  timeline: [],
};
test("an expired voucher says until which day it was good, the end of the validity being exclusive", () => {
  expect(whenOf({ ...voucher, status: "expired" })).toBe("有效期到 2026年11月30日 为止");
});

test("another state says when and why by the last entry of the timeline", () => {
  const at = "2026-11-20T04:05:00.000Z";
  const timeline = [{ at, kind: "locked", title: "已锁定", note: "手机丢失" }];
  expect(whenOf({ ...voucher, status: "locked", timeline })).toMatch(/已锁定：手机丢失$/);
  expect(whenOf({ ...voucher, status: "locked" })).toBe("");
});
