import { watchRedemptions } from "@club/shared/overview";
import { listStaffRedemptions } from "@club/shared/redemption-admin";
import { useQueryClient } from "@tanstack/react-query";
import { Badge } from "antd";
import { useEffect, useRef } from "react";
import { useNavigate } from "react-router";
import { type StreamState, useEvents } from "../../api/use-events";
import { useMe } from "../../app/me";
import { Page, Section } from "../../kit/Page";
import { CursorTable } from "../../kit/table/CursorTable";
import { MERCHANT_FILTER, SERVICE_FILTER } from "../../kit/table/custom-filters";
import type { Filter } from "../../kit/table/types";
import { placeText } from "../../kit/values";
import { REDEMPTION_COLUMNS, REDEMPTION_NAMES } from "./columns";

const FILTERS: readonly Filter[] = [
  { kind: "city", name: "cityCode" },
  MERCHANT_FILTER,
  SERVICE_FILTER,
  {
    kind: "choice",
    name: "status",
    label: "状态",
    choices: Object.entries(REDEMPTION_NAMES).map(([value, label]) => ({ value, label })),
  },
  { kind: "days", from: "fromDay", to: "toDay", label: "日期" },
];
/** A burst of redemptions reads the list afresh once. */
const GATHER_MS = 1000;

/** The feed of redemptions, new ones on top as they happen. */
export function RedemptionsPage() {
  const navigate = useNavigate();
  const { cityCode } = useMe();
  const stream = useLiveList();
  return (
    <Page title="核销" note={<LiveNote state={stream} place={placeText(cityCode)} />}>
      <Section>
        <CursorTable
          id="redemptions"
          name="核销流水"
          endpoint={listStaffRedemptions}
          columns={REDEMPTION_COLUMNS}
          filters={FILTERS}
          rowKey={(row) => row.id}
          onOpen={(row) => navigate(`/redemptions/${row.id}`)}
          empty={{ sentence: "还没有核销记录，商户核销后会立刻出现在这里。" }}
        />
      </Section>
    </Page>
  );
}

/** Reads the list afresh when something was redeemed. */
function useLiveList(): StreamState {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (timer.current) clearTimeout(timer.current);
    },
    [],
  );
  return useEvents(watchRedemptions, {}, () => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      void queries.invalidateQueries({ queryKey: [listStaffRedemptions.name] });
    }, GATHER_MS);
  });
}

/** Whether what is shown is live, in words and by a dot. */
function LiveNote({ state, place }: { state: StreamState; place: string }) {
  const [status, text] = LIVE_TEXTS[state];
  return <Badge status={status} text={`${place} · ${text}`} />;
}
const LIVE_TEXTS = {
  connecting: ["processing", "正在连接实时数据"],
  live: ["success", "实时"],
  interrupted: ["warning", "实时数据中断，正在重新连接；列表可手动刷新"],
  refused: ["default", "实时数据没有开放给您，请手动刷新"],
} as const satisfies Record<StreamState, readonly ["processing" | "success" | "warning" | "default", string]>;
