import {
  changeProductStock,
  publishProduct,
  type StaffProduct,
  takeProductOff,
  updateProduct,
} from "@club/shared/mall-admin";
import { App, Button, Form, InputNumber } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useAction } from "../../api/hooks";
import { useMay, useMe } from "../../app/me";
import { Reasoned } from "../../kit/Reasoned";
import { countText } from "../../kit/values";
import { citiesText } from "./words";

type Open = "publish" | "off" | "stock" | null;

/** What the product's state and the caller's rights allow. City staff manage what is for their city alone. */
export function ProductActions({ product }: { product: StaffProduct }) {
  const may = useMay();
  const { cityCode } = useMe();
  const navigate = useNavigate();
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const { cityCodes, status } = product;
  const isOwn = cityCode === null || (cityCodes.length === 1 && cityCodes[0] === cityCode);
  if (!may(updateProduct)) return null;
  if (!isOwn) return <span className="page-head-note">{citiesText(cityCodes)}的商品由省级管理员管理</span>;
  return (
    <>
      {status === "onSale" ? (
        <Button danger onClick={() => setOpen("off")}>
          下架…
        </Button>
      ) : null}
      <Button onClick={() => setOpen("stock")}>增减库存…</Button>
      <Button onClick={() => navigate(`/mall/products/${product.id}/edit`)}>修改商品</Button>
      {status === "onSale" ? null : (
        <Button type="primary" onClick={() => setOpen("publish")}>
          {status === "draft" ? "上架…" : "重新上架…"}
        </Button>
      )}
      {open === "publish" ? <Publish product={product} onClose={close} /> : null}
      {open === "off" ? <TakeOff product={product} onClose={close} /> : null}
      {open === "stock" ? <Stock product={product} onClose={close} /> : null}
    </>
  );
}

type Props = { product: StaffProduct; onClose: () => void };

function Publish({ product, onClose }: Props) {
  const publish = useAction(publishProduct);
  const { message } = App.useApp();
  const { title, pricePoints, stockLeft, cityCodes } = product;
  return (
    <Reasoned
      isOpen
      onClose={onClose}
      title={`上架：${title}`}
      consequence={[
        `${citiesText(cityCodes)}的会员可以用 ${countText(pricePoints)} 积分兑换一件，现有库存 ${countText(stockLeft)} 件`,
        ...(stockLeft === 0 ? ["现在没有库存，会员会看到“已售罄”，补充后才能兑换"] : []),
        "上架后仍可修改；已下的订单不变",
      ]}
      confirmText="上架商品"
      reason="none"
      onConfirm={async () => {
        await publish.mutateAsync({ productId: product.id });
        message.success("已上架");
      }}
    />
  );
}

function TakeOff({ product, onClose }: Props) {
  const takeOff = useAction(takeProductOff);
  const { message } = App.useApp();
  return (
    <Reasoned
      isOpen
      onClose={onClose}
      title={`下架：${product.title}`}
      consequence={["会员不能再兑换这件商品", "已下的订单照常发货和使用", "随时可以重新上架"]}
      confirmText="下架商品"
      isDangerous
      onConfirm={async ({ reason }) => {
        await takeOff.mutateAsync({ productId: product.id, reason });
        message.success("已下架");
      }}
    />
  );
}

function Stock({ product, onClose }: Props) {
  const change = useAction(changeProductStock);
  const { message } = App.useApp();
  const { stockLeft } = product;
  return (
    <Reasoned<{ delta?: number | null }>
      isOpen
      onClose={onClose}
      title={`增减库存：${product.title}`}
      consequence={[`现在还剩 ${countText(stockLeft)} 件`, "马上生效；减少不能超过剩余的件数"]}
      confirmText="增减库存"
      reasonHint="例如：到货 200 件；盘点少 3 件"
      onConfirm={async ({ delta, reason }) => {
        await change.mutateAsync({ productId: product.id, delta: delta ?? 0, reason });
        message.success("库存已变动");
      }}
    >
      <Form.Item
        name="delta"
        label="增加或减少（件，减少写负数）"
        rules={[
          { required: true, message: "请填写增加或减少的件数" },
          {
            validator: async (_rule, delta?: number | null) => {
              if (delta === 0) throw new Error("请填写增加或减少的数量");
              if (delta && delta < -stockLeft) throw new Error(`只剩 ${countText(stockLeft)} 件，不够减`);
            },
          },
        ]}
      >
        <InputNumber className="wide" min={-1_000_000} max={1_000_000} precision={0} suffix="件" />
      </Form.Item>
      <StockAfter stockLeft={stockLeft} />
    </Reasoned>
  );
}

function StockAfter({ stockLeft }: { stockLeft: number }) {
  const delta = Form.useWatch<number | null | undefined>("delta", Form.useFormInstance());
  if (!delta || stockLeft + delta < 0) return null;
  return (
    <p aria-live="polite">
      剩余 {countText(stockLeft)} → {countText(stockLeft + delta)} 件
    </p>
  );
}
