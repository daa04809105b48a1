import { MALL_CATEGORY_NAMES, PRODUCT_STATUS_NAMES } from "@club/shared/mall";
import { createProduct, listStaffProducts, type StaffProduct } from "@club/shared/mall-admin";
import { Button } from "antd";
import { useNavigate } from "react-router";
import { useMay } from "../../app/me";
import { Page, Section } from "../../kit/Page";
import { CursorTable } from "../../kit/table/CursorTable";
import type { Column, Filter } from "../../kit/table/types";
import { countText, Time, timeText } from "../../kit/values";
import { MallPages } from "./MallPages";
import { ProductPicture } from "./product-picture";
import { citiesText, ProductState, stockText } from "./words";

const choices = (names: Readonly<Record<string, string>>) =>
  Object.entries(names).map(([value, label]) => ({ value, label }));

const FILTERS: readonly Filter[] = [
  { kind: "choice", name: "status", label: "状态", choices: choices(PRODUCT_STATUS_NAMES) },
  { kind: "choice", name: "category", label: "分类", choices: choices(MALL_CATEGORY_NAMES) },
];

const COLUMNS: readonly Column<StaffProduct>[] = [
  {
    key: "title",
    title: "商品",
    text: (row) => row.title,
    render: (row) => (
      <span style={{ display: "inline-flex", alignItems: "center", gap: 8 }}>
        {row.pictures[0] ? <ProductPicture name={row.pictures[0]} size={28} /> : null}
        {row.title}
      </span>
    ),
  },
  {
    key: "status",
    title: "状态",
    text: (row) => row.statusName,
    render: (row) => <ProductState status={row.status} />,
  },
  { key: "kind", title: "类型", text: (row) => row.kindName },
  { key: "category", title: "分类", text: (row) => row.categoryName },
  { key: "price", title: "价格（积分）", align: "right", text: (row) => countText(row.pricePoints) },
  { key: "stock", title: "库存（剩 / 共）", align: "right", text: stockText },
  {
    key: "limit",
    title: "每人限购",
    align: "right",
    text: (row) => (row.perMemberLimit === null ? "不限" : countText(row.perMemberLimit)),
  },
  { key: "cities", title: "适用城市", text: (row) => citiesText(row.cityCodes) },
  { key: "opens", title: "开始", text: (row) => timeText(row.opensAt), render: (row) => <Time at={row.opensAt} /> },
  {
    key: "closes",
    title: "结束",
    text: (row) => (row.closesAt === null ? "长期" : timeText(row.closesAt)),
    render: (row) => (row.closesAt === null ? "长期" : <Time at={row.closesAt} />),
  },
  { key: "rank", title: "排序", align: "right", text: (row) => String(row.sortRank), isExtra: true },
  { key: "version", title: "版本", align: "right", text: (row) => String(row.version), isExtra: true },
  { key: "updated", title: "修改时间", text: (row) => timeText(row.updatedAt), isExtra: true },
];

/** 商品: what members can have for their points. */
export function ProductsPage() {
  const navigate = useNavigate();
  const may = useMay();
  const create = may(createProduct) ? (
    <Button type="primary" onClick={() => navigate("/mall/products/new")}>
      新建商品
    </Button>
  ) : null;
  return (
    <Page title="积分商城" actions={create}>
      <MallPages />
      <Section>
        <CursorTable
          id="mall-products"
          name="商城商品"
          endpoint={listStaffProducts}
          columns={COLUMNS}
          filters={FILTERS}
          rowKey={(row) => row.id}
          onOpen={(row) => navigate(`/mall/products/${row.id}`)}
          empty={{ sentence: "还没有商品。新建一件商品，上架后会员就能用积分兑换。" }}
        />
      </Section>
    </Page>
  );
}
