import { Button, Table, type TableProps } from "antd";
import type { Key, ReactNode } from "react";
import { EmptyState } from "../states";
import { SIDEWAYS } from "./sideways";
import type { Column } from "./types";

type RowsProps<Row> = {
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  columns: readonly Column<Row>[];
  /** Nothing yet, or still the rows that were asked for before. */
  isLoading: boolean;
  onOpen: ((row: Row) => void) | undefined;
  active: number;
  setActive: (index: number) => void;
  /** Boxes in front of the rows; undefined = none. */
  choice: { selectedRowKeys: Key[]; onChange: (keys: Key[]) => void } | undefined;
  isFiltered: boolean;
  clear: () => void;
  empty: { sentence: string; action?: ReactNode };
};

/** The rows of one page. */
export function Rows<Row extends object>(props: RowsProps<Row>) {
  const { rows, rowKey, columns, isLoading, onOpen, active, setActive, choice } = props;
  return (
    <Table<Row>
      size="small"
      sticky
      rowKey={rowKey}
      dataSource={rows}
      columns={antColumns(columns, onOpen)}
      loading={isLoading}
      pagination={false}
      {...SIDEWAYS}
      {...(choice && { rowSelection: choice })}
      locale={{ emptyText: emptyText(props) }}
      rowClassName={(_row, index) => `${onOpen ? "can-open" : ""} ${index === active ? "is-active" : ""}`}
      onRow={(row, index) => ({
        onClick: (event) => {
          if (isControl(event.target)) return;
          setActive(index ?? -1);
          onOpen?.(row);
        },
      })}
    />
  );
}

function antColumns<Row>(columns: readonly Column<Row>[], open?: (row: Row) => void): TableProps<Row>["columns"] {
  return columns.map(({ key, title, text, render, align, width, isAction }, index) => ({
    key,
    title,
    ...(align && { align, className: "num" }),
    ...(width && { width }),
    ...(index === 0 && { fixed: "left" as const }),
    ...(isAction && { fixed: "right" as const }),
    render: (_value: unknown, row: Row) => {
      const content = render ? render(row) : text(row) || "—";
      return index === 0 && open ? <OpenButton open={() => open(row)}>{content}</OpenButton> : content;
    },
  }));
}

/** The way into a row for the Tab key and for screen readers; a click anywhere in the row does the same. */
export function OpenButton({ open, children }: { open: () => void; children: ReactNode }) {
  return (
    <button type="button" className="cell-open" onClick={open}>
      {children}
    </button>
  );
}

function emptyText(state: Pick<RowsProps<object>, "isLoading" | "isFiltered" | "empty" | "clear">): ReactNode {
  if (state.isLoading) return <div style={{ minHeight: 200 }} />;
  if (!state.isFiltered) return <EmptyState sentence={state.empty.sentence} action={state.empty.action} />;
  return <EmptyState sentence="没有符合筛选条件的记录。" action={<Button onClick={state.clear}>清除筛选</Button>} />;
}

/** A click on a control within a row is the control's, not the row's. */
export function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest("a, button, input, label, .ant-dropdown") !== null;
}
