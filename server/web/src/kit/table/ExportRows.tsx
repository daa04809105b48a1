import { DownloadOutlined, LoadingOutlined } from "@ant-design/icons";
import type { CallOf, EndpointDefinition } from "@club/shared/http";
import { Alert, Button, Modal, Tooltip } from "antd";
import { useRef, useState } from "react";
import { saveFile } from "../../api/client";
import { type ApiError, asApiError } from "../../api/errors";
import { useApi } from "../../api/hooks";
import { ErrorNote } from "../states";
import { countText } from "../values";
import { toCsv } from "./csv";
import type { Column, RowOf } from "./types";

/** More rows than anybody reads; it is said before and after that there are no more in the file. */
const MAX_ROWS = 20_000;
const PAGE = 100;
const LIMIT_NOTE = `一次最多导出 ${countText(MAX_ROWS)} 条，先导出排在前面的；记录更多时，请先用表格上方的条件缩小范围，分几次导出。`;

type Props<E extends EndpointDefinition> = {
  name: string;
  endpoint: E;
  /** Filters and fixed input, as the table shows them. */
  input: Record<string, unknown>;
  columns: readonly Column<RowOf<E>>[];
  /** Rows in one file at most. */
  maxRows?: number;
};
/** `isCut`: the file is saved, and there were more rows. */
type Step = { count: number; isCut: boolean };

/** Exports exactly what the table shows: the same filters, the same columns, all pages. */
export function ExportRows<E extends EndpointDefinition>(props: Props<E>) {
  const { name, endpoint, input, columns, maxRows = MAX_ROWS } = props;
  const api = useApi();
  const running = useRef(0);
  const [step, setStep] = useState<Step | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const run = async () => {
    running.current += 1;
    const mine = running.current;
    setError(null);
    setStep({ count: 0, isCut: false });
    try {
      const rows: RowOf<E>[] = [];
      let cursor: string | null = null;
      do {
        const asked = { ...input, limit: PAGE, ...(cursor !== null && { cursor }) } as unknown as CallOf<E>;
        const page = (await api.call(endpoint, asked)) as unknown as { items: RowOf<E>[]; nextCursor: string | null };
        // Stopped meanwhile, or begun anew.
        if (running.current !== mine) return;
        rows.push(...page.items);
        cursor = page.nextCursor;
        setStep({ count: rows.length, isCut: false });
      } while (cursor !== null && rows.length < maxRows);
      const cut = cursor === null ? "" : `（前${rows.length}条）`;
      saveFile({ name: `${name}${cut}.csv`, blob: new Blob([toCsv(columns, rows)], { type: "text/csv" }) });
      setStep(cursor === null ? null : { count: rows.length, isCut: true });
    } catch (failure) {
      if (running.current === mine) setError(asApiError(failure));
    }
  };
  const close = () => {
    running.current += 1;
    setStep(null);
  };
  return (
    <>
      <Tooltip title={LIMIT_NOTE}>
        <Button icon={<DownloadOutlined />} onClick={run}>
          导出
        </Button>
      </Tooltip>
      <Modal
        open={step !== null}
        title={`导出${name}`}
        onCancel={close}
        footer={<Button onClick={close}>{step?.isCut ? "知道了" : "停止导出"}</Button>}
      >
        {error ? <ErrorNote error={error} onRetry={run} /> : step ? <Progress {...step} /> : null}
      </Modal>
    </>
  );
}

/** How many rows there are is known at the end only: what is said is what has been read. */
function Progress({ count, isCut }: Step) {
  if (isCut)
    return (
      <Alert
        type="warning"
        showIcon
        title={`文件里是前 ${countText(count)} 条，后面还有`}
        description="请用表格上方的条件（如城市、日期）缩小范围，把其余的分几次导出。"
      />
    );
  return (
    <>
      <p aria-live="polite">
        <LoadingOutlined /> 已读取 {countText(count)} 条，读完后自动下载。
      </p>
      <p className="figure-note">{LIMIT_NOTE}</p>
    </>
  );
}
