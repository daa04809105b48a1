import type { MemberView } from "@club/shared/members";
import type { ServiceView } from "@club/shared/services";
import type { StaffVoucher, StaffVoucherRow } from "@club/shared/voucher-admin";

/*
 * Whole records, as the contract wants them, for the tests of the pages.
 */

export const MEMBER: MemberView = {
  id: "m1",
  memberNo: "1234567890",
  status: "completed",
  tier: "senior",
  cityCode: "370100",
  phone: "131****0000",
  name: "欧*",
  idCard: null,
  hasPassword: false,
  wechatLinked: true,
  registeredAt: "2026-11-01T04:00:00.000Z",
  completedAt: "2026-11-02T04:00:00.000Z",
  closesAt: null,
};

export const VOUCHER_ROW: StaffVoucherRow = {
  id: "v1",
  cardId: "c1",
  serviceId: "car-wash",
  serviceName: "洗车",
  icon: "wash",
  status: "issued",
  statusName: "可使用",
  issuedAt: "2026-11-01T04:00:00.000Z",
  expiresAt: "2027-01-31T16:00:00.000Z",
  redeemedAt: null,
  plateBinding: "none",
  plateMasked: null,
  memberId: "m1",
  memberNo: "1234567890",
  cityCode: "370100",
  codeMasked: "****-****-8K6Q",
};

export const VOUCHER: StaffVoucher = {
  ...VOUCHER_ROW,
  lockReason: null,
  replacedById: null,
  source: { kind: "gift-pack", id: "g1" },
  timeline: [{ at: "2026-11-01T04:00:00.000Z", kind: "issued", title: "发放", note: null }],
};

export const SERVICE: ServiceView = {
  id: "car-wash",
  name: "洗车",
  category: "wash",
  icon: "wash",
  description: "标准洗车一次",
  terms: [],
  standardPriceFen: 2_800,
  plateBinding: "none",
};
