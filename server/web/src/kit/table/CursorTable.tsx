import type { CallOf, EndpointDefinition } from "@club/shared/http";
import { type Key, type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import { useCall } from "../../api/hooks";
import { ErrorNote } from "../states";
import { useColumnChoice } from "./ColumnChoice";
import { ExportRows } from "./ExportRows";
import { FilterBar } from "./FilterBar";
import { Rows } from "./Rows";
import { TableFoot } from "./TableFoot";
import type { Column, Filter, FixedOf, RowOf } from "./types";
import { useRowKeys } from "./use-row-keys";
import { useTrail } from "./use-trail";
import { useUrlFilters } from "./use-url-filters";

const PAGE_ROWS = 20;
const NO_FILTERS: readonly Filter[] = [];

export type CursorTableProps<E extends EndpointDefinition> = {
  /** Names the list: its columns, saved filters and export go under it. */
  id: string;
  /** 中文 name of the list, for the export's file. */
  name: string;
  endpoint: E;
  columns: readonly Column<RowOf<E>>[];
  filters?: readonly Filter[];
  /** Input besides the filters: path parameters, a fixed filter. */
  fixed?: FixedOf<E>;
  rowKey: (row: RowOf<E>) => string;
  /** Opens a row on click and Enter. */
  onOpen?: (row: RowOf<E>) => void;
  /** Buttons at the right of the filters. */
  actions?: ReactNode;
  /** What can be done with chosen rows; shows boxes in front of them. */
  bulk?: ((rows: RowOf<E>[], clear: () => void) => ReactNode) | undefined;
  empty: { sentence: string; action?: ReactNode };
  refetchMs?: number;
  isExportable?: boolean;
  enabled?: boolean;
};

/** A list of the server, page by page: filters in the URL, columns to choose, keys j k Enter /, export of what is seen. */
export function CursorTable<E extends EndpointDefinition>(props: CursorTableProps<E>) {
  const { id, name, endpoint, rowKey, onOpen, bulk } = props;
  const area = useRef<HTMLDivElement>(null);
  const list = useList(props);
  const { filters, rows, input } = list;
  const { shown, button } = useColumnChoice(id, props.columns);
  const open = useCallback((index: number) => rows[index] !== undefined && onOpen?.(rows[index]), [rows, onOpen]);
  const [active, setActive] = useRowKeys({ count: rows.length, open: onOpen && open, area });
  const [chosen, setChosen] = useState<Key[]>([]);
  const isUnknown = list.error !== null && rows.length === 0;
  const chosenRows = rows.filter((row) => chosen.includes(rowKey(row)));
  const tools = (
    <>
      {props.actions}
      {props.isExportable === false ? null : (
        <ExportRows name={name} endpoint={endpoint} input={input} columns={shown} />
      )}
      {button}
    </>
  );
  return (
    <div className="cursor-table" ref={area}>
      <FilterBar id={id} filters={props.filters ?? NO_FILTERS} {...filters} extra={tools} />
      {list.error ? <ErrorNote error={list.error} onRetry={list.retry} /> : null}
      {isUnknown ? null : (
        <Rows<RowOf<E>>
          rows={rows}
          rowKey={rowKey}
          columns={shown}
          isLoading={list.isLoading || list.isStale}
          onOpen={onOpen}
          active={active}
          setActive={setActive}
          choice={bulk && { selectedRowKeys: chosen, onChange: setChosen }}
          isFiltered={Object.keys(filters.values).length > 0}
          clear={filters.clear}
          empty={props.empty}
        />
      )}
      <TableFoot count={rows.length} next={list.nextCursor} trail={list.trail} isStale={list.isStale} />
      {bulk && chosenRows.length > 0 ? <div className="bulk-bar">{bulk(chosenRows, () => setChosen([]))}</div> : null}
    </div>
  );
}

/** The page that filters and cursor ask for. */
function useList<E extends EndpointDefinition>(props: CursorTableProps<E>) {
  const { endpoint, fixed, refetchMs, enabled = true } = props;
  const filters = useUrlFilters(props.filters ?? NO_FILTERS);
  const input = useMemo(() => ({ ...fixed, ...filters.values }) as Record<string, unknown>, [fixed, filters.values]);
  const trail = useTrail(JSON.stringify(input));
  const asked = { ...input, limit: PAGE_ROWS, ...(trail.cursor && { cursor: trail.cursor }) } as unknown as CallOf<E>;
  const read = useCall(endpoint, asked, { enabled, keepPrevious: true, ...(refetchMs && { refetchMs }) });
  const page = read.data as unknown as { items: RowOf<E>[]; nextCursor: string | null } | undefined;
  return {
    filters,
    input,
    trail,
    rows: page?.items ?? [],
    nextCursor: page?.nextCursor ?? null,
    isLoading: read.isLoading,
    isStale: read.isPlaceholderData,
    error: read.error,
    retry: () => void read.refetch(),
  };
}
