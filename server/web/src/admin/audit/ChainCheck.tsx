import { checkAudit } from "@club/shared/audit";
import type { OutputOf } from "@club/shared/http";
import { Alert, Button, Progress } from "antd";
import { useEffect, useState } from "react";
import { type ApiError, asApiError } from "../../api/errors";
import { useApi } from "../../api/hooks";
import { useMe } from "../../app/me";
import { Section } from "../../kit/Page";
import { ErrorNote } from "../../kit/states";
import { countText } from "../../kit/values";

type Result = OutputOf<typeof checkAudit>;
type Props = { streams: readonly { value: string; label: string }[]; onClose: () => void };

/** Checks one chain after the other, the caller's own or all, and says what was found. */
export function ChainCheck({ streams, onClose }: Props) {
  const api = useApi();
  const { cityCode } = useMe();
  const [results, setResults] = useState<Result[]>([]);
  const [error, setError] = useState<ApiError | null>(null);
  const [round, setRound] = useState(0);
  const mine = cityCode === null ? streams : streams.filter(({ value }) => value === cityCode);
  const wanted = mine.map(({ value }) => value).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round checks the same chains again
  useEffect(() => {
    let isOver = false;
    setResults([]);
    setError(null);
    const run = async () => {
      for (const stream of wanted.split(",")) {
        const result = await api.call(checkAudit, { stream });
        if (isOver) return;
        setResults((before) => [...before, result]);
      }
    };
    run().catch((failure: unknown) => !isOver && setError(asApiError(failure)));
    return () => {
      isOver = true;
    };
  }, [api, wanted, round]);
  const isDone = results.length === mine.length;
  return (
    <Section
      title="核对审计链"
      extra={
        <Button type="text" onClick={onClose}>
          收起
        </Button>
      }
    >
      <Progress percent={Math.round((results.length * 100) / mine.length)} aria-label="核对进度" />
      {error ? <ErrorNote error={error} onRetry={() => setRound(round + 1)} /> : null}
      {isDone ? (
        <Verdict results={results} nameOf={(stream) => mine.find(({ value }) => value === stream)?.label ?? stream} />
      ) : null}
    </Section>
  );
}

function Verdict({ results, nameOf }: { results: readonly Result[]; nameOf: (stream: string) => string }) {
  const broken = results.filter((result) => result.brokenAtSeq !== null);
  const rows = results.reduce((sum, result) => sum + result.rowCount, 0);
  if (broken.length === 0) {
    const title = `完整：${results.length} 条链共 ${countText(rows)} 条记录，没有被改动或删除`;
    return <Alert type="success" showIcon title={title} />;
  }
  return (
    <Alert
      type="error"
      showIcon
      title={`${broken.length} 条链不完整，请保留现场并联系系统管理员`}
      description={broken.map((result) => (
        <div key={result.stream}>
          {nameOf(result.stream)}：第 {result.brokenAtSeq} 条起与前面的记录对不上
        </div>
      ))}
    />
  );
}
