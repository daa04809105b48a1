import {
  LISTED_VOUCHER_STATUSES,
  listStaffVouchers,
  lookUpVoucher,
  type StaffVoucherRow,
} from "@club/shared/voucher-admin";
import { VOUCHER_STATUS_NAMES } from "@club/shared/vouchers";
import { Alert, Input } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useApi, useAttempt } from "../../api/hooks";
import { useMe } from "../../app/me";
import { Page, Section } from "../../kit/Page";
import { ErrorNote } from "../../kit/states";
import { CursorTable } from "../../kit/table/CursorTable";
import { SERVICE_FILTER } from "../../kit/table/custom-filters";
import { type Found, FoundTable } from "../../kit/table/FoundTable";
import type { Filter } from "../../kit/table/types";
import { recognise, SOUGHT_NAMES, type Sought } from "../find";
import { VOUCHER_COLUMNS } from "./columns";

const WORDS = { noun: "兑换券", unit: "张", hint: "请核对后再查；券码是 12 位，手机号和车牌要填完整。" };
const DEFAULT_CITY = "370100";
const FILTERS: readonly Filter[] = [
  { kind: "city", name: "cityCode", usual: DEFAULT_CITY },
  SERVICE_FILTER,
  {
    kind: "choice",
    name: "status",
    label: "状态",
    choices: LISTED_VOUCHER_STATUSES.map((value) => ({ value, label: VOUCHER_STATUS_NAMES[value] })),
  },
];

/** 兑换券: found by code, phone or plate; or all of a city, newest first. */
export function VouchersPage() {
  const navigate = useNavigate();
  const { cityCode } = useMe();
  const open = (row: StaffVoucherRow) => navigate(`/vouchers/${encodeURIComponent(row.id)}`);
  return (
    <Page title="兑换券" note="按券码、手机号或车牌查一张券；下面是一个城市最近发放的券，用过的券在“核销”里查">
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

/** The terms stay out of the address: they are personal. */
function LookUp({ onOpen }: { onOpen: (row: StaffVoucherRow) => void }) {
  const api = useApi();
  const [found, setFound] = useState<Found<StaffVoucherRow> | null>(null);
  const { attempt, isBusy, error, clear } = useAttempt();
  const [hint, setHint] = useState<string | null>(null);
  const look = (typed: string) => {
    setFound(null);
    clear();
    const terms = termsOf(recognise(typed));
    setHint(terms ? null : "请填写 12 位券码、完整的手机号或车牌");
    if (!terms) return;
    const { by, ...input } = terms;
    void attempt(async () => setFound({ by, rows: (await api.call(lookUpVoucher, input)).items }));
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
        onSearch={(typed) => (typed.trim() === "" ? setFound(null) : look(typed))}
      />
      {hint ? <Alert style={{ marginTop: 12 }} type="warning" showIcon title={hint} /> : null}
      {error ? <div style={{ marginTop: 12 }}>{<ErrorNote error={error} />}</div> : null}
      {found ? <FoundTable found={found} columns={VOUCHER_COLUMNS} onOpen={onOpen} words={WORDS} /> : null}
    </Section>
  );
}

function termsOf(sought: Sought | null) {
  if (sought === null || sought.by === "name" || sought.by === "memberNo") return null;
  const { by, ...input } = sought;
  return { ...input, by: SOUGHT_NAMES[by] };
}
