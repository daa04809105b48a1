import {
  type BatchRowResult,
  executeGrantBatch,
  type GrantBatchRowView,
  type GrantBatchView,
  getGrantBatch,
  listGrantBatchRows,
} from "@club/shared/giftpack-batches";
import { Alert, App, Button, Flex, Progress } from "antd";
import { useState } from "react";
import { useParams } from "react-router";
import { useAction, useCall } from "../../api/hooks";
import { useMay } from "../../app/me";
import { Figures } from "../../kit/Figures";
import { Page, Section } from "../../kit/Page";
import { Reasoned } from "../../kit/Reasoned";
import { Load } from "../../kit/states";
import { CursorTable } from "../../kit/table/CursorTable";
import type { Column, Filter } from "../../kit/table/types";
import { countText } from "../../kit/values";
import { memberColumn } from "../members/member-column";

const BUSY: readonly GrantBatchView["status"][] = ["storing", "checking", "running"];
const REFRESH_MS = 2_000;

/** An import of phones: checked row by row, then carried out; goes on by itself when this page is closed. */
export function BatchPage() {
  const { packId = "", batchId = "" } = useParams();
  const [isBusy, setBusy] = useState(true);
  const batch = useCall(getGrantBatch, { batchId }, { refetchMs: isBusy ? REFRESH_MS : false });
  const isStillBusy = batch.data === undefined || BUSY.includes(batch.data.status);
  if (isStillBusy !== isBusy) setBusy(isStillBusy);
  return <Load from={batch}>{(found) => <Inside batch={found} packId={packId} isBusy={isStillBusy} />}</Load>;
}

function Inside({ batch, packId, isBusy }: { batch: GrantBatchView; packId: string; isBusy: boolean }) {
  const may = useMay();
  const [isAsking, setAsking] = useState(false);
  const isReady = batch.status === "checked" && batch.grantableCount > 0 && may(executeGrantBatch);
  const action = isReady ? (
    <Button type="primary" onClick={() => setAsking(true)}>
      赠送给 {countText(batch.grantableCount)} 位会员
    </Button>
  ) : null;
  return (
    <Page title="批量赠送" note={batch.statusName} back={`/giftpacks/${packId}?tab=batches`} actions={action}>
      <Section>
        <Flex vertical gap={16}>
          <Progress
            aria-label={batch.statusName}
            percent={batch.rowCount === 0 ? 0 : Math.floor((batch.progressCount * 100) / batch.rowCount)}
            status={isBusy ? "active" : "normal"}
          />
          <Figures items={figuresOf(batch)} />
          {isBusy ? <p style={{ margin: 0 }}>可以离开这一页，处理会继续；回来能看到进度。</p> : null}
          {batch.status === "checked" && batch.grantableCount === 0 ? (
            <Alert
              type="warning"
              showIcon
              title="没有可以赠送的会员"
              description="请按下面每行的原因核对文件，改好后重新上传。"
            />
          ) : null}
        </Flex>
      </Section>
      <Section title="逐行结果">
        <CursorTable
          id="batch-rows"
          name="批量赠送结果"
          endpoint={listGrantBatchRows}
          columns={COLUMNS}
          filters={FILTERS}
          fixed={{ batchId: batch.id }}
          rowKey={(row) => String(row.rowNo)}
          empty={{ sentence: "正在读取文件，请稍等几秒。" }}
          {...(isBusy && { refetchMs: REFRESH_MS })}
        />
      </Section>
      <Execute batch={batch} isOpen={isAsking} onClose={() => setAsking(false)} />
    </Page>
  );
}

function figuresOf(batch: GrantBatchView) {
  const isDryRun = ["storing", "checking", "checked"].includes(batch.status);
  return [
    { label: "行数", value: countText(batch.rowCount) },
    { label: isDryRun ? "已检查" : "已处理", value: countText(batch.progressCount) },
    isDryRun
      ? { label: "可以赠送", value: countText(batch.grantableCount) }
      : { label: "已赠送", value: countText(batch.grantedCount) },
    { label: "不能赠送", value: countText(batch.refusedCount) },
  ];
}

function Execute({ batch, isOpen, onClose }: { batch: GrantBatchView; isOpen: boolean; onClose: () => void }) {
  const execute = useAction(executeGrantBatch);
  const { message } = App.useApp();
  return (
    <Reasoned
      isOpen={isOpen}
      onClose={onClose}
      title="执行批量赠送"
      consequence={[
        `检查时可以赠送的有 ${countText(batch.grantableCount)} 位；执行时逐行再核对一次`,
        "每位会员只会得到一次，中断后会自动继续",
        "不能赠送的行会写明原因",
      ]}
      confirmText={`赠送给 ${countText(batch.grantableCount)} 位会员`}
      reason="none"
      onConfirm={async () => {
        await execute.mutateAsync({ batchId: batch.id });
        message.success("已开始赠送");
      }}
    />
  );
}

const FILTERS: readonly Filter[] = [
  {
    kind: "choice",
    name: "result",
    label: "结果",
    choices: [
      { value: "refused", label: "不能赠送" },
      { value: "ok", label: "可以赠送或已赠送" },
    ] satisfies { value: BatchRowResult; label: string }[],
  },
];

const COLUMNS: readonly Column<GrantBatchRowView>[] = [
  { key: "no", title: "行", align: "right", text: (row) => String(row.rowNo) },
  { key: "phone", title: "手机号", text: (row) => row.phoneMasked },
  memberColumn(),
  { key: "plan", title: "检查", text: planText },
  { key: "outcome", title: "结果", text: outcomeText },
];

function planText(row: GrantBatchRowView): string {
  if (!row.isChecked) return "等待检查";
  return row.plannedRefusal ? row.plannedRefusal.title : "可以赠送";
}

function outcomeText(row: GrantBatchRowView): string {
  if (!row.isDone) return "";
  return row.refusal ? row.refusal.title : "已赠送";
}
