import { Alert, Button, Table } from "antd";
import { ACTION_COLUMN, SIDEWAYS } from "./sideways";
import type { Column } from "./types";

/** What a search found, and what was sought by ("手机号"). */
export type Found<Row> = { by: string; rows: readonly Row[] };

type Props<Row> = {
  found: Found<Row>;
  columns: readonly Column<Row>[];
  onOpen: (row: Row) => void;
  /** What is sought, how it is counted, what to do when there is none. */
  words: { noun: string; unit: string; hint: string };
};

/** The few rows that a search found, on one page; or that there are none, and what to do. */
export function FoundTable<Row extends { id: string }>({ found, columns, onOpen, words }: Props<Row>) {
  if (found.rows.length === 0) {
    const title = `按${found.by}没有找到${words.noun}`;
    return <Alert style={{ marginTop: 12 }} type="info" showIcon title={title} description={words.hint} />;
  }
  return (
    <Table<Row>
      style={{ marginTop: 16 }}
      size="small"
      rowKey="id"
      title={() => `按${found.by}找到 ${found.rows.length} ${words.unit}`}
      dataSource={found.rows}
      pagination={false}
      {...SIDEWAYS}
      columns={[
        ...columns.filter((column) => !column.isExtra).map(cellsOf),
        {
          ...ACTION_COLUMN,
          key: "open",
          render: (_value: unknown, row: Row) => (
            <Button type="link" onClick={() => onOpen(row)}>
              打开
            </Button>
          ),
        },
      ]}
    />
  );
}

function cellsOf<Row>({ key, title, text, render, align }: Column<Row>) {
  return {
    key,
    title,
    ...(align && { align, className: "num" }),
    render: (_value: unknown, row: Row) => (render ? render(row) : text(row) || "—"),
  };
}
