import { PRODUCT_KIND_NAMES } from "@club/shared/mall";
import type { StaffOrderRow } from "@club/shared/mall-orders-admin";
import { formatMemberNo } from "@club/shared/member-no";
import { cityName } from "@club/shared/regions";
import type { Column } from "../../kit/table/types";
import { countText, Time, timeText } from "../../kit/values";
import { OrderState } from "./words";

type Who = Pick<StaffOrderRow, "memberName" | "memberPhone" | "memberNo">;

/** "欧*（131****0000）", as far as it is known. */
export function whoText({ memberName, memberPhone, memberNo }: Who): string {
  if (memberName && memberPhone) return `${memberName}（${memberPhone}）`;
  return memberName ?? memberPhone ?? (memberNo === "" ? "已注销会员" : formatMemberNo(memberNo));
}

/** Orders, wherever they are listed. */
export const ORDER_COLUMNS: readonly Column<StaffOrderRow>[] = [
  { key: "no", title: "订单号", text: (row) => row.orderNo },
  {
    key: "status",
    title: "状态",
    text: (row) => row.statusName,
    render: (row) => <OrderState status={row.status} name={row.statusName} />,
  },
  { key: "title", title: "商品", text: (row) => row.title },
  { key: "kind", title: "类型", text: (row) => PRODUCT_KIND_NAMES[row.kind] },
  { key: "quantity", title: "件数", align: "right", text: (row) => countText(row.quantity) },
  { key: "points", title: "积分", align: "right", text: (row) => countText(row.totalPoints) },
  { key: "member", title: "会员", text: whoText },
  { key: "city", title: "城市", text: (row) => cityName(row.cityCode) },
  { key: "at", title: "下单时间", text: (row) => timeText(row.placedAt), render: (row) => <Time at={row.placedAt} /> },
  { key: "memberNo", title: "会员号", text: (row) => formatMemberNo(row.memberNo), isExtra: true },
];
