import { importDrivingRestriction, importHolidayYear } from "@club/shared/reminders-data";
import { useQueryClient } from "@tanstack/react-query";
import { Button, Table } from "antd";
import { useState } from "react";
import { asApiError } from "../../api/errors";
import { useApi } from "../../api/hooks";
import { Section } from "../../kit/Page";
import { Reasoned } from "../../kit/Reasoned";
import { SIDEWAYS } from "../../kit/table/sideways";
import { StateTag, type Tone } from "../../kit/values";
import type { ImportRow } from "./import-data";

/** What became of a row: null = imported, a sentence = why not. */
type Outcomes = ReadonlyMap<number, string | null>;

/** The result of the look, row by row; what is right can be imported, and then each row says how it went. */
export function ImportRows({ rows }: { rows: ImportRow[] }) {
  const [isOpen, setOpen] = useState(false);
  const [outcomes, setOutcomes] = useState<Outcomes>(new Map());
  const good = rows.filter((row) => row.faults.length === 0 && outcomes.get(row.index) !== null);
  const bad = rows.filter((row) => row.faults.length > 0).length;
  return (
    <Section
      title="第二步：核对结果"
      extra={
        <Button type="primary" disabled={good.length === 0} onClick={() => setOpen(true)}>
          {`导入 ${good.length} 条…`}
        </Button>
      }
    >
      <p role="status" style={{ marginTop: 0 }}>
        {bad === 0
          ? `读到 ${rows.length} 条，都可以导入。`
          : `读到 ${rows.length} 条，其中 ${bad} 条有问题，不会导入。`}
      </p>
      <Table<ImportRow>
        size="small"
        rowKey="index"
        dataSource={rows}
        pagination={false}
        {...SIDEWAYS}
        columns={[
          { title: "序号", align: "right", className: "num", dataIndex: "index" },
          { title: "对象", dataIndex: "title" },
          { title: "结果", render: (_value, row) => <StateTag {...stateOf(row, outcomes)} /> },
          { title: "说明", render: (_value, row) => <Lines row={row} outcome={outcomes.get(row.index)} /> },
        ]}
      />
      {isOpen ? <ImportDialog rows={good} onDone={setOutcomes} onClose={() => setOpen(false)} /> : null}
    </Section>
  );
}

function stateOf(row: ImportRow, outcomes: Outcomes): { text: string; tone: Tone } {
  const outcome = outcomes.get(row.index);
  if (outcome === null) return { text: "已导入", tone: "done" };
  if (outcome !== undefined) return { text: "没有导入", tone: "danger" };
  return row.faults.length === 0 ? { text: "可以导入", tone: "going" } : { text: "有问题", tone: "danger" };
}

function Lines({ row, outcome }: { row: ImportRow; outcome: string | null | undefined }) {
  const lines = [...(outcome ? [outcome] : []), ...row.faults, ...row.notes];
  return (
    <div style={{ maxWidth: 640, whiteSpace: "normal" }}>
      {lines.map((line) => (
        <div key={line}>{line}</div>
      ))}
    </div>
  );
}

type DialogProps = { rows: ImportRow[]; onDone: (outcomes: Outcomes) => void; onClose: () => void };

function ImportDialog({ rows, onDone, onClose }: DialogProps) {
  const api = useApi();
  const queries = useQueryClient();
  const importOne = ({ value, baseVersion }: ImportRow, reason: string) => {
    if (value === null) throw new Error("only rows that were read are imported");
    return value.kind === "restrictions"
      ? api.call(importDrivingRestriction, { restriction: value.restriction, baseVersion, reason })
      : api.call(importHolidayYear, { year: value.year, baseVersion, reason });
  };
  const importAll = async (reason: string) => {
    const outcomes = new Map<number, string | null>();
    for (const row of rows) {
      try {
        await importOne(row, reason);
        outcomes.set(row.index, null);
      } catch (failure) {
        const { message, next } = asApiError(failure);
        outcomes.set(row.index, `${message}。${next}`);
      }
    }
    onDone(outcomes);
  };
  return (
    <Reasoned
      isOpen
      onClose={onClose}
      title={`导入 ${rows.length} 条`}
      consequence={[
        ...rows.map((row) => `${row.title}：${row.baseVersion === 0 ? "保存" : "替换现有数据"}`),
        "提醒从下一次计算起使用新的数据；原来的内容可在审计记录里查到是谁换的",
      ]}
      confirmText={`导入 ${rows.length} 条`}
      reasonHint="例如：交管局 2026 年第 4 号通告"
      onConfirm={async ({ reason }) => {
        await importAll(reason);
        await queries.invalidateQueries();
      }}
    />
  );
}
