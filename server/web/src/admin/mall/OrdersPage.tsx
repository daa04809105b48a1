import { getStaffProduct, listStaffProducts } from "@club/shared/mall-admin";
import { ORDER_STATUS_NAMES, ORDER_STATUSES } from "@club/shared/mall-orders";
import { listStaffOrders } from "@club/shared/mall-orders-admin";
import { DatePicker, Select } from "antd";
import dayjs from "dayjs";
import { useNavigate } from "react-router";
import { useCall } from "../../api/hooks";
import { Page, Section } from "../../kit/Page";
import { CursorTable } from "../../kit/table/CursorTable";
import type { Filter } from "../../kit/table/types";
import { MemberFilter } from "../points/MemberFilter";
import { MallPages } from "./MallPages";
import { ORDER_COLUMNS } from "./order-columns";

type FieldProps = { value: string | undefined; onChange: (value: string | undefined) => void };

const FILTERS: readonly Filter[] = [
  {
    kind: "choice",
    name: "status",
    label: "状态",
    choices: ORDER_STATUSES.map((value) => ({
      value,
      label: value === "fulfilled" ? `${ORDER_STATUS_NAMES[value]} / 已到账` : ORDER_STATUS_NAMES[value],
    })),
  },
  { kind: "city", name: "cityCode" },
  {
    kind: "custom",
    name: "productId",
    label: "商品",
    render: (value, change) => <ProductFilter value={value} onChange={change} />,
  },
  {
    kind: "custom",
    name: "placedOn",
    label: "下单日期",
    render: (value, change) => <PlacedOnFilter value={value} onChange={change} />,
  },
  {
    kind: "custom",
    name: "memberId",
    label: "会员",
    render: (value, change) => <MemberFilter value={value} onChange={change} />,
  },
];

/** 订单: who has had what for their points, and what waits to be sent. */
export function OrdersPage() {
  const navigate = useNavigate();
  return (
    <Page title="积分商城" note="待发货的是实物；兑换券下单即到账">
      <MallPages />
      <Section>
        <CursorTable
          id="mall-orders"
          name="积分订单"
          endpoint={listStaffOrders}
          columns={ORDER_COLUMNS}
          filters={FILTERS}
          rowKey={(row) => row.id}
          onOpen={(row) => navigate(`/mall/orders/${row.id}`)}
          empty={{ sentence: "还没有积分订单。会员用积分兑换商品后，订单会出现在这里。" }}
        />
      </Section>
    </Page>
  );
}

const NEWEST = 100;

/** The newest hundred products; an older one that an address names is looked up by itself. */
function ProductFilter({ value, onChange }: FieldProps) {
  const products = useCall(listStaffProducts, { limit: NEWEST });
  const options = (products.data?.items ?? []).map(({ id, title }) => ({ value: id, label: title }));
  const isOlder = value !== undefined && products.data !== undefined && !options.some((one) => one.value === value);
  const older = useCall(getStaffProduct, { productId: value ?? "" }, { enabled: isOlder });
  if (isOlder && older.data) options.unshift({ value: older.data.id, label: older.data.title });
  return (
    <Select
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      aria-label="商品"
      placeholder="商品"
      style={{ minWidth: 136 }}
      popupMatchSelectWidth={false}
      loading={products.isPending}
      options={options}
      value={value ?? null}
      onChange={(next: string | null) => onChange(next ?? undefined)}
    />
  );
}

function PlacedOnFilter({ value, onChange }: FieldProps) {
  return (
    <DatePicker
      aria-label="下单日期"
      placeholder="下单日期"
      value={value ? dayjs(value) : null}
      onChange={(_value, text) => onChange((Array.isArray(text) ? text[0] : text) || undefined)}
    />
  );
}
