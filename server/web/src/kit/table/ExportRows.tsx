import { DownloadOutlined } from "@ant-design/icons";
import type { CallOf, EndpointDefinition } from "@club/shared/http";
import { Button, Modal, Progress } from "antd";
import { useRef, useState } from "react";
import { saveFile } from "../../api/client";
import { type ApiError, asApiError } from "../../api/errors";
import { useApi } from "../../api/hooks";
import { ErrorNote } from "../states";
import { toCsv } from "./csv";
import type { Column, RowOf } from "./types";

/** More rows than anybody reads; the file then says where it was cut. */
const MAX_ROWS = 20_000;
const PAGE = 100;

type Props<E extends EndpointDefinition> = {
  name: string;
  endpoint: E;
  /** Filters and fixed input, as the table shows them. */
  input: Record<string, unknown>;
  columns: readonly Column<RowOf<E>>[];
};

/** Exports exactly what the table shows: the same filters, the same columns, all pages. */
export function ExportRows<E extends EndpointDefinition>({ name, endpoint, input, columns }: Props<E>) {
  const api = useApi();
  const stopped = useRef(false);
  const [done, setDone] = useState<number | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const run = async () => {
    stopped.current = false;
    setError(null);
    setDone(0);
    try {
      const rows: RowOf<E>[] = [];
      let cursor: string | null = null;
      do {
        const asked = { ...input, limit: PAGE, ...(cursor !== null && { cursor }) } as unknown as CallOf<E>;
        const page = (await api.call(endpoint, asked)) as unknown as { items: RowOf<E>[]; nextCursor: string | null };
        rows.push(...page.items);
        cursor = page.nextCursor;
        setDone(rows.length);
      } while (cursor !== null && rows.length < MAX_ROWS && !stopped.current);
      if (stopped.current) return;
      const cut = cursor === null ? "" : `（前${rows.length}条）`;
      saveFile({ name: `${name}${cut}.csv`, blob: new Blob([toCsv(columns, rows)], { type: "text/csv" }) });
      setDone(null);
    } catch (failure) {
      setError(asApiError(failure));
    }
  };
  const close = () => {
    stopped.current = true;
    setDone(null);
  };
  return (
    <>
      <Button icon={<DownloadOutlined />} onClick={run}>
        导出
      </Button>
      <Modal
        open={done !== null}
        title={`导出${name}`}
        onCancel={close}
        footer={<Button onClick={close}>停止导出</Button>}
      >
        {error ? <ErrorNote error={error} onRetry={run} /> : <p>已读取 {done ?? 0} 条，读完后自动下载。</p>}
        {error ? null : <Progress percent={100} status="active" showInfo={false} aria-label="正在读取" />}
      </Modal>
    </>
  );
}
