import { AUTO_CLOSE_DAYS, CARRIER_NAMES, CARRIERS, type Carrier } from "@club/shared/mall-orders";
import { cancelStaffOrder, revealOrderAddress, type StaffOrder, shipOrder } from "@club/shared/mall-orders-admin";
import { cityName } from "@club/shared/regions";
import { App, Button, Form, Input, Select } from "antd";
import { useState } from "react";
import { useAction } from "../../api/hooks";
import { useMay } from "../../app/me";
import { Reasoned } from "../../kit/Reasoned";
import { contractRule } from "../../kit/rules";
import { countText } from "../../kit/values";

type Open = "reveal" | "ship" | "cancel" | null;

/** What the order's state and the caller's rights allow. */
export function OrderActions({ order }: { order: StaffOrder }) {
  const may = useMay();
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  return (
    <>
      {may(cancelStaffOrder) && order.canCancel ? (
        <Button danger onClick={() => setOpen("cancel")}>
          取消订单…
        </Button>
      ) : null}
      {may(revealOrderAddress) && order.address ? (
        <Button onClick={() => setOpen("reveal")}>查看收货地址…</Button>
      ) : null}
      {may(shipOrder) && order.canShip ? (
        <Button type="primary" onClick={() => setOpen("ship")}>
          登记发货…
        </Button>
      ) : null}
      {open === "reveal" ? <RevealAddress order={order} onClose={close} /> : null}
      {open === "ship" ? <Ship order={order} onClose={close} /> : null}
      {open === "cancel" ? <Cancel order={order} onClose={close} /> : null}
    </>
  );
}

type Props = { order: StaffOrder; onClose: () => void };

/** Shows where the parcel goes, for a reason that stays in the audit log; it is shown once and kept nowhere. */
function RevealAddress({ order, onClose }: Props) {
  const reveal = useAction(revealOrderAddress);
  const { modal } = App.useApp();
  return (
    <Reasoned
      isOpen
      onClose={onClose}
      title="查看收货地址"
      consequence={["谁在什么时候、为什么看了地址，会留在审计记录里", "只显示一次，请勿截图或转发"]}
      confirmText="记录原因并查看"
      reasonHint="例如：打印快递面单"
      onConfirm={async ({ reason }) => {
        const { address } = await reveal.mutateAsync({ orderId: order.id, reason });
        modal.info({
          title: "收货地址",
          content: (
            <div style={{ fontSize: 17 }}>
              <div>
                {address.name} {address.phone}
              </div>
              <div>
                {cityName(address.cityCode)} {address.detail}
              </div>
            </div>
          ),
          okText: "看完了",
        });
      }}
    />
  );
}

type TypedShipping = { carrier?: Carrier; trackingNo?: string };

function Ship({ order, onClose }: Props) {
  const ship = useAction(shipOrder);
  const { message } = App.useApp();
  return (
    <Reasoned<TypedShipping>
      isOpen
      onClose={onClose}
      title={`登记发货：${order.title}`}
      consequence={[
        `${countText(order.quantity)} 件，寄给 ${order.address?.nameMasked ?? "收货人"}`,
        "会员会看到快递公司和单号，之后不能自己取消订单",
        `会员确认收货后订单完成；没有确认的，${AUTO_CLOSE_DAYS} 天后自动完成`,
      ]}
      confirmText="登记发货"
      reason="none"
      onConfirm={async ({ carrier, trackingNo }) => {
        await ship.mutateAsync({ orderId: order.id, carrier: carrier ?? "other", trackingNo: trackingNo ?? "" });
        message.success("已登记发货");
      }}
    >
      <Form.Item name="carrier" label="快递公司" rules={[{ required: true, message: "请选择快递公司" }]}>
        <Select options={CARRIERS.map((value) => ({ value, label: CARRIER_NAMES[value] }))} />
      </Form.Item>
      <Form.Item
        name="trackingNo"
        label="快递单号"
        rules={[{ required: true, message: "请填写快递单号" }, contractRule(shipOrder.body.shape.trackingNo)]}
      >
        <Input maxLength={30} />
      </Form.Item>
    </Reasoned>
  );
}

function Cancel({ order, onClose }: Props) {
  const cancel = useAction(cancelStaffOrder);
  const { message } = App.useApp();
  const isSent = order.kind === "goods" && order.status === "fulfilled";
  return (
    <Reasoned
      isOpen
      onClose={onClose}
      title={`取消订单：${order.title}`}
      consequence={[
        `退回会员 ${countText(order.totalPoints)} 积分；原批次已过期的部分不再恢复`,
        `退回库存 ${countText(order.quantity)} 件，恢复限购`,
        ...(order.vouchers.length > 0 ? ["收回这个订单发出的、还没有使用的兑换券"] : []),
        ...(isSent ? ["商品已经发出，请确认已收到退回的包裹"] : []),
        "取消后不能恢复",
      ]}
      confirmText={`取消订单，退回 ${countText(order.totalPoints)} 积分`}
      isDangerous
      onConfirm={async ({ reason }) => {
        await cancel.mutateAsync({ orderId: order.id, reason });
        message.success("已取消，积分已退回");
      }}
    />
  );
}
