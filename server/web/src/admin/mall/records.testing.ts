import type { StaffProduct } from "@club/shared/mall-admin";
import type { StaffOrder, StaffOrderRow } from "@club/shared/mall-orders-admin";

/*
 * Whole records of the mall, as the contract wants them.
 */

export const PRODUCT: StaffProduct = {
  id: "pr1",
  status: "onSale",
  statusName: "在售",
  kind: "voucher",
  kindName: "兑换券",
  title: "洗车券",
  category: "wash",
  categoryName: "洗车美容",
  pictures: ["car-wash"],
  description: "标准洗车一次",
  terms: ["请提前预约"],
  pricePoints: 800,
  items: [
    {
      serviceId: "car-wash",
      serviceName: "洗车",
      icon: "car-wash",
      quantity: 1,
      validDays: 90,
      plateBinding: "none",
    },
  ],
  stockTotal: 100,
  stockLeft: 40,
  perMemberLimit: 2,
  opensAt: "2026-11-01T02:30:00.000Z",
  closesAt: null,
  cityCodes: ["370100"],
  sortRank: 10,
  version: 4,
  createdAt: "2026-11-01T02:30:00.000Z",
  updatedAt: "2026-11-02T02:30:00.000Z",
};

export const FIGURES = {
  productId: "pr1",
  stockTotal: 100,
  stockLeft: 40,
  byStatus: [{ status: "fulfilled", statusName: "待收货 / 已到账", orders: 50, quantity: 60, points: 48_000 }],
  soldCount: 60,
  soldPoints: 48_000,
  isBalanced: true,
};

export const ORDER_ROW: StaffOrderRow = {
  id: "O1",
  orderNo: "7K3M-9QXA-01BZ-4T",
  status: "placed",
  statusName: "待发货",
  kind: "goods",
  productId: "pr1",
  title: "保温杯",
  picture: "thermos",
  quantity: 2,
  unitPoints: 600,
  totalPoints: 1_200,
  placedAt: "2026-11-20T04:00:00.000Z",
  memberId: "m1",
  memberNo: "1234567890",
  memberName: "欧*",
  memberPhone: "131****0000",
  cityCode: "370100",
};

export const ORDER: StaffOrder = {
  ...ORDER_ROW,
  fulfilledAt: null,
  closedAt: null,
  cancelledAt: null,
  cancelReason: null,
  refund: null,
  shipping: null,
  vouchers: [],
  timeline: [{ at: "2026-11-20T04:00:00.000Z", kind: "placed", title: "兑换成功", note: "使用 1,200 积分" }],
  address: { nameMasked: "欧*", phoneMasked: "131****0000", cityName: "济南市" },
  canShip: true,
  canCancel: true,
};
