import { ERRORS, type ErrorCode } from "@club/shared/errors";
import { getMerchant } from "@club/shared/merchants";
import { generateStatement } from "@club/shared/settlement";
import { listSettlementRuns, type SettlementRunView, startSettlementRun } from "@club/shared/settlement-runs";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Progress } from "antd";
import { useEffect, useState } from "react";
import { useAction, useCall } from "../../api/hooks";
import { Section } from "../../kit/Page";
import { Reasoned } from "../../kit/Reasoned";
import { ErrorNote } from "../../kit/states";
import { countText, monthText, Time } from "../../kit/values";

const WATCH_MS = 1500;

/** Drafting the month for all merchants: start, progress that survives a reload and a restart of the server, exceptions. */
export function RunPanel({ month, cityCode }: { month: string; cityCode: string | null }) {
  const [isAsking, setAsking] = useState(false);
  const start = useAction(startSettlementRun);
  const run = useRun(month, cityCode);
  const isRunning = run?.status === "running";
  return (
    <Section>
      <div className="row">
        <span>{run ? <RunText run={run} /> : `${monthText(month)}还没有批量出账。`}</span>
        <Button className="push" type="primary" disabled={isRunning} onClick={() => setAsking(true)}>
          {run ? "重新出账…" : "为所有商户出账…"}
        </Button>
      </div>
      {isRunning ? <Progress percent={percentOf(run)} status="active" aria-label="出账进度" /> : null}
      {run && run.failures.length > 0 ? <Exceptions run={run} /> : null}
      <Reasoned
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={`${monthText(month)}批量出账`}
        consequence={[
          "按核销记录为每家商户生成对账单草稿，已有的草稿重新生成",
          "已定稿的对账单不受影响",
          "可以离开这个页面，进度会保留；中断后自动接着出",
        ]}
        confirmText={`生成 ${monthText(month)}的对账单草稿`}
        reason="none"
        onConfirm={() => start.mutateAsync({ month })}
      />
    </Section>
  );
}

/** One's own run of a month; undefined when there has been none. What it drafted appears in the lists when it is done. */
function useRun(month: string, cityCode: string | null): SettlementRunView | undefined {
  const queries = useQueryClient();
  const [isWatching, setWatching] = useState(false);
  const read = useCall(listSettlementRuns, { month }, { refetchMs: isWatching ? WATCH_MS : false });
  const run = read.data?.items.find((item) => item.cityCode === cityCode);
  const status = run?.status;
  useEffect(() => {
    setWatching(status === "running");
    if (status === "done") {
      void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== listSettlementRuns.name });
    }
  }, [status, queries]);
  return run;
}

function percentOf({ doneCount, totalCount, status }: SettlementRunView): number {
  if (status === "done") return 100;
  return totalCount === 0 ? 0 : Math.min(99, Math.floor((doneCount * 100) / totalCount));
}

function RunText({ run }: { run: SettlementRunView }) {
  if (run.status === "running") {
    return (
      <>
        正在出账：{countText(run.doneCount)} / {countText(run.totalCount)} 家商户
      </>
    );
  }
  return (
    <>
      <Time at={run.finishedAt} /> 出账完成：{countText(run.doneCount)} 家商户，{countText(run.lineCount)} 条明细
      {run.skippedCount > 0 ? `，${countText(run.skippedCount)} 家已定稿或没有核销，没有改动` : ""}
      {run.failures.length > 0 ? `，${run.failures.length} 家没有成功` : ""}
    </>
  );
}

/** The merchants that could not be drafted, with why and a way to try one again. */
function Exceptions({ run }: { run: SettlementRunView }) {
  return (
    <ul>
      {run.failures.map((failure) => (
        <ExceptionRow key={failure.merchantId} month={run.month} failure={failure} />
      ))}
    </ul>
  );
}

function ExceptionRow({ month, failure }: { month: string; failure: SettlementRunView["failures"][number] }) {
  const merchant = useCall(getMerchant, { merchantId: failure.merchantId });
  const again = useAction(generateStatement);
  const { message } = App.useApp();
  const entry = failure.code in ERRORS ? ERRORS[failure.code as ErrorCode] : ERRORS["internal.unexpected"];
  const retry = () =>
    again.mutateAsync({ merchantId: failure.merchantId, month }).then(
      () => message.success("草稿已生成"),
      () => undefined,
    );
  return (
    <li>
      {merchant.data?.name ?? failure.merchantId}：{entry.title}。{entry.next}
      <Button type="link" loading={again.isPending} onClick={retry}>
        单独重新生成
      </Button>
      {again.error ? <ErrorNote error={again.error} /> : null}
    </li>
  );
}
