import type { OutputOf } from "@club/shared/http";
import { getProductFigures, getStaffProduct, type StaffProduct } from "@club/shared/mall-admin";
import { listStaffOrders } from "@club/shared/mall-orders-admin";
import { Alert, Table } from "antd";
import { useNavigate, useParams } from "react-router";
import { useCall } from "../../api/hooks";
import { useMay } from "../../app/me";
import { Figures } from "../../kit/Figures";
import { Facts, Page, Section } from "../../kit/Page";
import { Load } from "../../kit/states";
import { CursorTable } from "../../kit/table/CursorTable";
import { SIDEWAYS } from "../../kit/table/sideways";
import { countText, Time } from "../../kit/values";
import { ORDER_COLUMNS } from "./order-columns";
import { ProductActions } from "./ProductActions";
import { PICTURE_NAMES, ProductPicture } from "./product-picture";
import { citiesText, itemText, PointsPrice, ProductState, stockText } from "./words";

/** One product: what is left of it, what it is, what was ordered, and what may be done with it. */
export function ProductPage() {
  const { productId = "" } = useParams();
  const product = useCall(getStaffProduct, { productId });
  return <Load from={product}>{(found) => <Inside product={found} />}</Load>;
}

function Inside({ product }: { product: StaffProduct }) {
  const may = useMay();
  return (
    <Page
      title={product.title}
      note={<ProductState status={product.status} />}
      back="/mall"
      actions={<ProductActions product={product} />}
    >
      <ProductFigures product={product} />
      <Section title="设置">
        <ProductFacts product={product} />
      </Section>
      {may(listStaffOrders) ? <ProductOrders productId={product.id} /> : null}
    </Page>
  );
}

type FiguresView = OutputOf<typeof getProductFigures>;

function ProductFigures({ product }: { product: StaffProduct }) {
  const figures = useCall(getProductFigures, { productId: product.id });
  return (
    <>
      <Figures
        items={[
          { label: "价格", value: <PointsPrice points={product.pricePoints} /> },
          { label: "库存（剩 / 共）", value: stockText(product) },
          { label: "已兑换（件）", value: figures.data ? countText(figures.data.soldCount) : "…" },
          { label: "收到的积分", value: figures.data ? countText(figures.data.soldPoints) : "…" },
        ]}
      />
      <Section title="订单情况">
        <Load from={figures} rows={3}>
          {(found) => <ByStatus figures={found} />}
        </Load>
      </Section>
    </>
  );
}

function ByStatus({ figures }: { figures: FiguresView }) {
  return (
    <>
      <Alert
        style={{ marginBottom: 12 }}
        showIcon
        type={figures.isBalanced ? "success" : "error"}
        title={
          figures.isBalanced
            ? "减少的库存与有效订单的件数一致"
            : "减少的库存与有效订单的件数不一致，请到首页的对平检查里查看"
        }
      />
      <Table<FiguresView["byStatus"][number]>
        size="small"
        rowKey="status"
        dataSource={figures.byStatus}
        pagination={false}
        {...SIDEWAYS}
        columns={[
          { title: "订单状态", dataIndex: "statusName" },
          { title: "订单", align: "right", className: "num", render: (_value, row) => countText(row.orders) },
          { title: "件数", align: "right", className: "num", render: (_value, row) => countText(row.quantity) },
          { title: "积分", align: "right", className: "num", render: (_value, row) => countText(row.points) },
        ]}
      />
    </>
  );
}

function ProductFacts({ product }: { product: StaffProduct }) {
  const { perMemberLimit, closesAt, items, terms } = product;
  return (
    <Facts
      items={[
        { label: "类型", value: product.kindName },
        { label: "分类", value: product.categoryName },
        { label: "适用城市", value: citiesText(product.cityCodes) },
        { label: "每人限购", value: perMemberLimit === null ? "不限" : `${countText(perMemberLimit)} 件` },
        { label: "开始", value: <Time at={product.opensAt} /> },
        { label: "结束", value: closesAt === null ? "长期" : <Time at={closesAt} /> },
        { label: "排序", value: `${product.sortRank}（小的在前）` },
        { label: "版本", value: String(product.version) },
        { label: "修改时间", value: <Time at={product.updatedAt} /> },
        ...(items.length > 0
          ? [{ label: "一件得到", value: <Lines lines={items.map((item) => itemText(item))} />, wide: true }]
          : []),
        { label: "图片", value: <Pictures product={product} />, wide: true },
        { label: "介绍", value: <Lines lines={product.description.split("\n")} />, wide: true },
        ...(terms.length > 0 ? [{ label: "兑换须知", value: <Lines lines={terms} />, wide: true }] : []),
      ]}
    />
  );
}

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <div>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text have no other name
        <div key={index}>{line}</div>
      ))}
    </div>
  );
}

function Pictures({ product }: { product: StaffProduct }) {
  return (
    <span className="row">
      {product.pictures.map((name) => (
        <span key={name} className="row">
          <ProductPicture name={name} size={32} /> {PICTURE_NAMES[name]}
        </span>
      ))}
    </span>
  );
}

function ProductOrders({ productId }: { productId: string }) {
  const navigate = useNavigate();
  return (
    <Section title="订单">
      <CursorTable
        id="product-orders"
        name="商品的订单"
        endpoint={listStaffOrders}
        columns={ORDER_COLUMNS}
        fixed={{ productId }}
        rowKey={(row) => row.id}
        onOpen={(row) => navigate(`/mall/orders/${row.id}`)}
        empty={{ sentence: "还没有会员兑换这件商品。上架后，订单会出现在这里。" }}
      />
    </Section>
  );
}
