import type { OutputOf } from "@club/shared/http";
import { REMINDER_CHANNEL_NAMES } from "@club/shared/reminders";
import { getReminderFigures } from "@club/shared/reminders-admin";
import { shanghaiDay, shiftDay } from "@club/shared/time";
import { Select, Table } from "antd";
import { useMemo } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { useCall } from "../../api/hooks";
import { now } from "../../app/clock";
import { BarFigure } from "../../kit/BarFigure";
import { Figures } from "../../kit/Figures";
import { Section } from "../../kit/Page";
import { EmptyState, Load } from "../../kit/states";
import { SIDEWAYS } from "../../kit/table/sideways";
import { countText, Day, Time } from "../../kit/values";
import { Frame } from "./Frame";
import { RulesCard } from "./RulesCard";

type FiguresView = OutputOf<typeof getReminderFigures>;
type FigureRow = FiguresView["rows"][number];

const PERIODS = [
  { value: "7", label: "最近 7 天" },
  { value: "14", label: "最近 14 天" },
  { value: "31", label: "最近 31 天" },
];
const AFRESH_MS = 30_000;

/** How many reminders went out, how, and how they ended; and the rules of when the club keeps quiet. */
export function FiguresPage() {
  const [params, setParams] = useSearchParams();
  const asked = params.get("days") ?? "7";
  const days = PERIODS.some(({ value }) => value === asked) ? asked : "7";
  const to = shanghaiDay(now());
  const from = shiftDay(to, 1 - Number(days));
  const figures = useCall(getReminderFigures, { from, to }, { refetchMs: AFRESH_MS, keepPrevious: true });
  return (
    <Frame
      actions={
        <Select
          aria-label="期间"
          options={PERIODS}
          value={days}
          onChange={(value) => setParams({ days: value }, { replace: true })}
        />
      }
    >
      <Load from={figures} rows={8}>
        {(found) => (
          <>
            <Totals figures={found} />
            <Daily rows={found.rows} from={from} to={to} />
            <FigureTable rows={found.rows} />
          </>
        )}
      </Load>
      <RulesCard />
    </Frame>
  );
}

const sum = (rows: readonly FigureRow[], value: (row: FigureRow) => number) =>
  rows.reduce((total, row) => total + value(row), 0);

function Totals({ figures: { rows, dueCount, oldestDueAt } }: { figures: FiguresView }) {
  const navigate = useNavigate();
  const today = shanghaiDay(now());
  const failedToday = () => navigate(`/reminders/deliveries?day=${today}&state=failed`);
  return (
    <Section title="提醒">
      <Figures
        items={[
          { label: "应发", value: countText(sum(rows, (row) => row.plannedCount)) },
          { label: "已发送", value: countText(sum(rows, (row) => row.sentCount)) },
          {
            label: "未授权",
            value: countText(sum(rows, (row) => row.refusedCount)),
            note: "会员没有同意订阅，已留在站内消息",
          },
          {
            label: "发送失败",
            value: countText(sum(rows, (row) => row.failedCount)),
            note: "点这里看今天失败的",
            onOpen: failedToday,
          },
          {
            label: "待处理的计划",
            value: countText(dueCount),
            note: oldestDueAt === null ? "没有积压" : <OldestDue at={oldestDueAt} />,
          },
        ]}
      />
    </Section>
  );
}

function OldestDue({ at }: { at: string }) {
  return (
    <>
      最早应于 <Time at={at} />
    </>
  );
}

function Daily({ rows, from, to }: { rows: FigureRow[]; from: string; to: string }) {
  const bars = useMemo(() => {
    const all: { label: string; value: number; note: string }[] = [];
    for (let day = from; day <= to; day = shiftDay(day, 1)) {
      const ofDay = rows.filter((row) => row.day === day);
      const failed = sum(ofDay, (row) => row.failedCount);
      all.push({
        label: `${Number(day.slice(5, 7))}/${Number(day.slice(8))}`,
        value: sum(ofDay, (row) => row.sentCount),
        note: failed > 0 ? `失败 ${countText(failed)} 条` : "没有失败",
      });
    }
    return all;
  }, [rows, from, to]);
  return (
    <BarFigure
      title="每天送达"
      unit="条"
      asOf="站内消息、微信订阅消息和短信合计"
      bars={bars}
      emptyText="这段时间还没有发出提醒。会员添加车辆和证件后，系统会按期提醒。"
    />
  );
}

const COUNTS = [
  ["plannedCount", "应发（条）"],
  ["sentCount", "已发送（条）"],
  ["refusedCount", "未授权（条）"],
  ["failedCount", "失败（条）"],
] as const;

function FigureTable({ rows }: { rows: FigureRow[] }) {
  return (
    <Section title="按类型和渠道">
      <Table<FigureRow>
        size="small"
        rowKey={(row) => `${row.day}${row.kind}${row.channel}`}
        dataSource={[...rows].sort((left, right) => right.day.localeCompare(left.day))}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        {...SIDEWAYS}
        locale={{ emptyText: <EmptyState sentence="这段时间没有提醒。可以选更长的期间。" /> }}
        columns={[
          { title: "日期", render: (_value, row) => <Day on={row.day} /> },
          { title: "类型", dataIndex: "kindName" },
          { title: "渠道", render: (_value, row) => REMINDER_CHANNEL_NAMES[row.channel] },
          ...COUNTS.map(([field, title]) => ({
            title,
            align: "right" as const,
            className: "num",
            render: (_value: unknown, row: FigureRow) => countText(row[field]),
          })),
        ]}
      />
    </Section>
  );
}
