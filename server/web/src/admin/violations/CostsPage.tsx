import { shanghaiMonth } from "@club/shared/time";
import {
  getViolationCosts,
  setViolationBudget,
  VIOLATION_PROVIDER_NAMES,
  type ViolationCosts,
} from "@club/shared/violations-admin";
import { Button, Progress, Table } from "antd";
import { useMemo, useState } from "react";
import { useSearchParams } from "react-router";
import { useCall } from "../../api/hooks";
import { now } from "../../app/clock";
import { useMay } from "../../app/me";
import { BarFigure } from "../../kit/BarFigure";
import { Figures } from "../../kit/Figures";
import { Section } from "../../kit/Page";
import { EmptyState, Load } from "../../kit/states";
import { MonthField } from "../../kit/table/FilterBar";
import { SIDEWAYS } from "../../kit/table/sideways";
import { countText, Day, monthText } from "../../kit/values";
import { BudgetDialog } from "./BudgetDialog";
import { Frame } from "./Frame";
import { costsByDay, liText, shareText } from "./words";

/** What the answers of a month cost, day by day, beside the budget. */
export function CostsPage() {
  const may = useMay();
  const [params, setParams] = useSearchParams();
  const [isEditing, setEditing] = useState(false);
  const thisMonth = shanghaiMonth(now());
  const month = params.get("month") ?? thisMonth;
  const costs = useCall(getViolationCosts, { month }, { keepPrevious: true });
  return (
    <Frame
      note={monthText(month)}
      actions={
        <>
          <MonthField
            label="月份"
            isFixed
            value={month}
            change={(value) => setParams(value ? { month: value } : {}, { replace: true })}
          />
          {may(setViolationBudget) && month === thisMonth ? (
            <Button onClick={() => setEditing(true)}>调整预算…</Button>
          ) : null}
        </>
      }
    >
      <Load from={costs}>
        {(found) => (
          <>
            <Spent costs={found} />
            <Daily costs={found} />
            <ProviderDays costs={found} />
            {isEditing ? <BudgetDialog costs={found} onClose={() => setEditing(false)} /> : null}
          </>
        )}
      </Load>
    </Frame>
  );
}

function Spent({ costs: { month, budgetLi, spentLi, remainingLi, callCount } }: { costs: ViolationCosts }) {
  const percent = budgetLi === 0 ? 100 : Math.min(100, Math.floor((spentLi * 100) / budgetLi));
  const isUp = remainingLi <= 0;
  return (
    <Section title={`${monthText(month)}预算`}>
      <Figures
        items={[
          { label: "预算", value: liText(budgetLi) },
          { label: "已用", value: liText(spentLi), note: shareText(spentLi, budgetLi) },
          { label: "剩余", value: liText(remainingLi), note: isUp ? "已用完，自动停止查询" : "用完自动停止查询" },
          { label: "调用", value: `${countText(callCount)} 次` },
        ]}
      />
      <Progress
        percent={percent}
        showInfo={false}
        status={isUp ? "exception" : "normal"}
        aria-label="预算使用"
        style={{ marginTop: 12 }}
      />
    </Section>
  );
}

function Daily({ costs }: { costs: ViolationCosts }) {
  const bars = useMemo(
    () =>
      costsByDay(costs).map(({ day, callCount, failedCount, costLi }) => ({
        label: `${Number(day.slice(8))}日`,
        value: costLi,
        note: `调用 ${countText(callCount)} 次，失败 ${countText(failedCount)} 次`,
      })),
    [costs],
  );
  return (
    <BarFigure
      title="每天的费用"
      unit="元"
      valueText={liText}
      asOf={`${monthText(costs.month)}，失败的调用多数不计费`}
      bars={bars}
      emptyText="这个月还没有费用。会员查询违章后，费用按天出现在这里。"
    />
  );
}

type CostRow = ViolationCosts["days"][number];

function ProviderDays({ costs: { days } }: { costs: ViolationCosts }) {
  return (
    <Section title="按供应商">
      <Table<CostRow>
        size="small"
        rowKey={(row) => `${row.day}${row.provider}`}
        dataSource={[...days].reverse()}
        pagination={{ pageSize: 31, hideOnSinglePage: true, showSizeChanger: false }}
        {...SIDEWAYS}
        locale={{ emptyText: <EmptyState sentence="这个月还没有调用。可以选别的月份查看。" /> }}
        columns={[
          { title: "日期", render: (_value, row) => <Day on={row.day} /> },
          { title: "供应商", render: (_value, row) => VIOLATION_PROVIDER_NAMES[row.provider] },
          { title: "调用（次）", align: "right", className: "num", render: (_value, row) => countText(row.callCount) },
          {
            title: "失败（次）",
            align: "right",
            className: "num",
            render: (_value, row) => countText(row.failedCount),
          },
          { title: "费用（元）", align: "right", className: "num", render: (_value, row) => liText(row.costLi) },
        ]}
      />
    </Section>
  );
}
