import { PRODUCT_KIND_NAMES } from "@club/shared/mall";
import type { StaffOrder } from "@club/shared/mall-orders-admin";
import { getStaffOrder } from "@club/shared/mall-orders-admin";
import { getPointsAccount } from "@club/shared/points-admin";
import { cityName } from "@club/shared/regions";
import { formatDay, lastValidDay } from "@club/shared/time";
import { getStaffVoucher } from "@club/shared/voucher-admin";
import { Alert, Table } from "antd";
import { Link, useParams } from "react-router";
import { useCall } from "../../api/hooks";
import { useMay } from "../../app/me";
import { History } from "../../kit/History";
import { Facts, Page, Section } from "../../kit/Page";
import { Load } from "../../kit/states";
import { SIDEWAYS } from "../../kit/table/sideways";
import { countText, Time } from "../../kit/values";
import { OrderActions } from "./OrderActions";
import { whoText } from "./order-columns";
import { OrderState, PointsPrice } from "./words";

/** One order: what was had for which points, where it goes, and what happened. */
export function OrderPage() {
  const { orderId = "" } = useParams();
  const order = useCall(getStaffOrder, { orderId });
  return <Load from={order}>{(found) => <Inside order={found} />}</Load>;
}

function Inside({ order }: { order: StaffOrder }) {
  return (
    <Page
      title={`订单 ${order.orderNo}`}
      note={<OrderState status={order.status} name={order.statusName} />}
      back="/mall/orders"
      actions={<OrderActions order={order} />}
    >
      {order.status === "cancelled" ? <Cancelled order={order} /> : null}
      <Section title="概况">
        <OrderFacts order={order} />
      </Section>
      {order.kind === "goods" ? <Delivery order={order} /> : <Vouchers order={order} />}
      <Section title="经过">
        <History rows={order.timeline} />
      </Section>
    </Page>
  );
}

function Cancelled({ order: { cancelReason, refund } }: { order: StaffOrder }) {
  const lapsed =
    refund && refund.lapsedPoints > 0 ? `，另有 ${countText(refund.lapsedPoints)} 积分已过期，不再恢复` : "";
  return (
    <Alert
      type="info"
      showIcon
      title={`已取消：${cancelReason ?? "没有写明原因"}`}
      description={refund ? `已退回 ${countText(refund.returnedPoints)} 积分${lapsed}；库存和限购已恢复。` : undefined}
    />
  );
}

function OrderFacts({ order }: { order: StaffOrder }) {
  const may = useMay();
  const who = whoText(order);
  return (
    <Facts
      items={[
        { label: "商品", value: <Link to={`/mall/products/${order.productId}`}>{order.title}</Link> },
        { label: "类型", value: PRODUCT_KIND_NAMES[order.kind] },
        { label: "件数", value: `${countText(order.quantity)} 件，每件 ${countText(order.unitPoints)} 积分` },
        { label: "合计", value: <PointsPrice points={order.totalPoints} /> },
        {
          label: "会员",
          value: may(getPointsAccount) ? <Link to={`/points/accounts/${order.memberId}`}>{who}</Link> : who,
        },
        { label: "城市", value: cityName(order.cityCode) },
        { label: "下单时间", value: <Time at={order.placedAt} /> },
        { label: order.kind === "goods" ? "发货时间" : "到账时间", value: <Time at={order.fulfilledAt} /> },
        { label: "完成时间", value: <Time at={order.closedAt} /> },
      ]}
    />
  );
}

function Delivery({ order: { address, shipping } }: { order: StaffOrder }) {
  const goesTo = address ? `${address.nameMasked} ${address.phoneMasked}，${address.cityName}` : "没有可用的收货地址";
  return (
    <Section title="收货和物流">
      <Facts
        columns={2}
        items={[
          { label: "收货人", value: goesTo },
          { label: "物流", value: shipping ? `${shipping.carrierName} ${shipping.trackingNo}` : "还没有发货" },
        ]}
      />
    </Section>
  );
}

function Vouchers({ order: { vouchers } }: { order: StaffOrder }) {
  const may = useMay();
  return (
    <Section title="发出的兑换券">
      <Table<StaffOrder["vouchers"][number]>
        size="small"
        rowKey="cardId"
        dataSource={vouchers}
        pagination={false}
        {...SIDEWAYS}
        columns={[
          { title: "服务", dataIndex: "serviceName" },
          { title: "张数", align: "right", className: "num", dataIndex: "quantity" },
          { title: "还可用", align: "right", className: "num", dataIndex: "usableCount" },
          { title: "有效至", render: (_value, row) => formatDay(lastValidDay(new Date(row.expiresAt))) },
          {
            title: "券",
            render: (_value, row) =>
              row.voucherId && may(getStaffVoucher) ? (
                <Link to={`/vouchers/${encodeURIComponent(row.voucherId)}`}>查看下一张可用的券</Link>
              ) : (
                "—"
              ),
          },
        ]}
      />
    </Section>
  );
}
