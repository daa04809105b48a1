import { listStaffVouchers, lookUpVoucher, type StaffVoucherRow } from "@club/shared/vouchers";
import { Alert, Button, Input, Table } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { type ApiError, asApiError } from "../../api/errors";
import { useApi } from "../../api/hooks";
import { useMe } from "../../app/me";
import { Page, Section } from "../../kit/Page";
import { EmptyState, ErrorNote } from "../../kit/states";
import { CursorTable } from "../../kit/table/CursorTable";
import type { Filter } from "../../kit/table/types";
import { recognise, SOUGHT_NAMES, type Sought } from "../find";
import { VOUCHER_COLUMNS } from "./columns";

const FILTERS: readonly Filter[] = [{ kind: "city", name: "cityCode" }];
const DEFAULT_CITY = "370100";

/** 兑换券: found by code, phone or plate; or all of a city, newest first. */
export function VouchersPage() {
  const navigate = useNavigate();
  const { cityCode } = useMe();
  const open = (row: StaffVoucherRow) => navigate(`/vouchers/${encodeURIComponent(row.id)}`);
  return (
    <Page title="兑换券" note="按券码、手机号或车牌查一张券；下面是一个城市最近发放的券">
      <LookUp onOpen={open} />
      <Section title="最近发放">
        <CursorTable
          id="vouchers"
          name="兑换券"
          endpoint={listStaffVouchers}
          columns={VOUCHER_COLUMNS}
          filters={FILTERS}
          fixed={cityCode === null ? { cityCode: DEFAULT_CITY } : { cityCode }}
          rowKey={(row) => row.id}
          onOpen={open}
          empty={{ sentence: "这个城市还没有发放过兑换券。发布礼包并由会员领取后，券会出现在这里。" }}
        />
      </Section>
    </Page>
  );
}

type Found = { sought: string; rows: StaffVoucherRow[] };

/** The terms stay out of the address: they are personal. */
function LookUp({ onOpen }: { onOpen: (row: StaffVoucherRow) => void }) {
  const api = useApi();
  const [found, setFound] = useState<Found | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [hint, setHint] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const look = async (typed: string) => {
    setFound(null);
    setError(null);
    const terms = termsOf(recognise(typed));
    setHint(terms ? null : "请填写 12 位券码、完整的手机号或车牌");
    if (!terms) return;
    setBusy(true);
    try {
      const { sought, ...input } = terms;
      setFound({ sought, rows: (await api.call(lookUpVoucher, input)).items });
    } catch (failure) {
      setError(asApiError(failure));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Section title="查一张券">
      <Input.Search
        allowClear
        size="large"
        style={{ maxWidth: 480 }}
        aria-label="券码、手机号或车牌"
        placeholder="券码、手机号或车牌"
        enterButton="查找"
        loading={isBusy}
        onSearch={(typed) => (typed.trim() === "" ? setFound(null) : void look(typed))}
      />
      {hint ? <Alert style={{ marginTop: 12 }} type="warning" showIcon title={hint} /> : null}
      {error ? <div style={{ marginTop: 12 }}>{<ErrorNote error={error} />}</div> : null}
      {found ? <FoundRows found={found} onOpen={onOpen} /> : null}
    </Section>
  );
}

function termsOf(sought: Sought | null) {
  if (sought === null || sought.by === "name" || sought.by === "memberNo") return null;
  const { by, ...input } = sought;
  return { sought: SOUGHT_NAMES[by], ...input };
}

function FoundRows({ found, onOpen }: { found: Found; onOpen: (row: StaffVoucherRow) => void }) {
  return (
    <Table<StaffVoucherRow>
      style={{ marginTop: 16 }}
      size="small"
      rowKey="id"
      title={() => `按${found.sought}找到 ${found.rows.length} 张`}
      dataSource={found.rows}
      pagination={false}
      scroll={{ x: "max-content" }}
      locale={{ emptyText: <EmptyState sentence="没有找到，请核对后再查。" /> }}
      columns={[
        ...VOUCHER_COLUMNS.filter((column) => !column.isExtra).map(({ key, title, text, render }) => ({
          key,
          title,
          render: (_value: unknown, row: StaffVoucherRow) => (render ? render(row) : text(row) || "—"),
        })),
        {
          key: "open",
          title: "",
          render: (_value: unknown, row: StaffVoucherRow) => (
            <Button type="link" onClick={() => onOpen(row)}>
              打开
            </Button>
          ),
        },
      ]}
    />
  );
}
