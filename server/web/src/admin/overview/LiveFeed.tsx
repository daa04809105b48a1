import { type LiveRedemption, liveRedemption, watchRedemptions } from "@club/shared/overview";
import { formatPlate } from "@club/shared/plates";
import { cityName } from "@club/shared/regions";
import { Table } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import type { ServerEvent } from "../../api/events";
import { type StreamState, useEvents } from "../../api/use-events";
import { Section } from "../../kit/Page";
import { EmptyState } from "../../kit/states";
import { isControl, OpenButton } from "../../kit/table/Rows";
import { SIDEWAYS } from "../../kit/table/sideways";
import { Money, Time } from "../../kit/values";
import { RedemptionState } from "../redemptions/columns";

const SHOWN = 10;
const STREAM_TEXTS: Record<StreamState, string> = {
  connecting: "正在连接…",
  live: "实时更新中",
  interrupted: "连接中断，正在重新连接；已显示的记录仍然有效",
  refused: "没有开放给您",
};

/** The last redemptions as they happen, newest first. */
export function LiveFeed({ scope }: { scope: { cityCode?: string } }) {
  return <Feed key={scope.cityCode ?? "all"} scope={scope} />;
}

function Feed({ scope }: { scope: { cityCode?: string } }) {
  const navigate = useNavigate();
  const [rows, setRows] = useState<LiveRedemption[]>([]);
  const open = (row: LiveRedemption) => navigate(`/redemptions/${row.id}`);
  const state = useEvents(watchRedemptions, scope, (event) => {
    const row = redemptionOf(event);
    if (row) setRows((old) => withNew(old, row));
  });
  return (
    <Section title="正在核销" extra={<span className="figure-note">{STREAM_TEXTS[state]}</span>}>
      <Table<LiveRedemption>
        size="small"
        rowKey="id"
        pagination={false}
        dataSource={rows}
        {...SIDEWAYS}
        onRow={(row) => ({
          onClick: (event) => {
            if (!isControl(event.target)) open(row);
          },
          style: { cursor: "pointer" },
        })}
        locale={{ emptyText: <EmptyState sentence="还没有核销，商户核销后会立刻出现在这里。" /> }}
        columns={[
          {
            title: "时间",
            render: (_value, row) => (
              <OpenButton open={() => open(row)}>
                <Time at={row.redeemedAt} />
              </OpenButton>
            ),
          },
          { title: "服务", dataIndex: "serviceName" },
          { title: "商户", dataIndex: "merchantName" },
          { title: "门店", dataIndex: "branchName" },
          { title: "城市", render: (_value, row) => cityName(row.cityCode) },
          { title: "车牌", render: (_value, row) => (row.plate === null ? "—" : formatPlate(row.plate)) },
          { title: "状态", render: (_value, row) => <RedemptionState status={row.status} /> },
          { title: "俱乐部承担", align: "right", render: (_value, row) => <Money fen={row.clubFen} /> },
        ]}
      />
    </Section>
  );
}

/** An event of the stream; one that is no redemption (a newer server's) is passed over. */
function redemptionOf(event: ServerEvent): LiveRedemption | null {
  try {
    const parsed = liveRedemption.safeParse(JSON.parse(event.data));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Newest first, each once, as it was told last: after a reconnection some come twice, and a reversal comes after its redemption. */
export function withNew(rows: readonly LiveRedemption[], row: LiveRedemption): LiveRedemption[] {
  const others = rows.filter((old) => old.id !== row.id);
  return [row, ...others].sort((a, b) => b.redeemedAt.localeCompare(a.redeemedAt)).slice(0, SHOWN);
}
