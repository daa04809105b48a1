import { createMerchant, listMerchants, type MerchantDto } from "@club/shared/merchants";
import { cityName } from "@club/shared/regions";
import { Button } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useMay } from "../../app/me";
import { Page, Section } from "../../kit/Page";
import { CursorTable } from "../../kit/table/CursorTable";
import type { Column, Filter } from "../../kit/table/types";
import { Time, timeText } from "../../kit/values";
import { NewMerchant } from "./NewMerchant";
import { MERCHANT_STATUS_NAMES, MerchantState } from "./words";

type Row = Pick<MerchantDto, "id" | "name" | "creditCode" | "cityCode" | "status" | "createdAt">;
const FILTERS: readonly Filter[] = [
  { kind: "text", name: "nameStartsWith", label: "名称的前几个字" },
  { kind: "city", name: "cityCode" },
  {
    kind: "choice",
    name: "status",
    label: "状态",
    choices: Object.entries(MERCHANT_STATUS_NAMES).map(([value, label]) => ({ value, label })),
  },
];
const COLUMNS: readonly Column<Row>[] = [
  { key: "name", title: "商户", text: (row) => row.name },
  {
    key: "status",
    title: "状态",
    text: (row) => MERCHANT_STATUS_NAMES[row.status],
    render: (row) => <MerchantState status={row.status} />,
  },
  { key: "city", title: "城市", text: (row) => cityName(row.cityCode) },
  { key: "code", title: "统一社会信用代码", text: (row) => row.creditCode },
  {
    key: "at",
    title: "登记时间",
    text: (row) => timeText(row.createdAt),
    render: (row) => <Time at={row.createdAt} />,
  },
];

/** 商户: who takes the club's vouchers. */
export function MerchantsPage() {
  const navigate = useNavigate();
  const may = useMay();
  const [isCreating, setCreating] = useState(false);
  const create = may(createMerchant) ? (
    <Button type="primary" onClick={() => setCreating(true)}>
      登记商户
    </Button>
  ) : null;
  return (
    <Page title="商户" actions={create}>
      <Section>
        <CursorTable
          id="merchants"
          name="商户"
          endpoint={listMerchants}
          columns={COLUMNS}
          filters={FILTERS}
          rowKey={(row) => row.id}
          onOpen={(row) => navigate(`/merchants/${row.id}`)}
          empty={{ sentence: "还没有商户。登记商户、门店和协议，审核通过后就能核销。" }}
        />
      </Section>
      <NewMerchant
        isOpen={isCreating}
        onClose={() => setCreating(false)}
        onDone={(id) => navigate(`/merchants/${id}`)}
      />
    </Page>
  );
}
