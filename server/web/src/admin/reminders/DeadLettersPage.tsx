import { listReminderDeadLetters, replayReminderDeadLetters } from "@club/shared/reminders-admin";
import { App, Button } from "antd";
import { useMemo, useState } from "react";
import { useAction } from "../../api/hooks";
import { useMay } from "../../app/me";
import { Section } from "../../kit/Page";
import { Reasoned } from "../../kit/Reasoned";
import { CursorTable } from "../../kit/table/CursorTable";
import type { Column, RowOf } from "../../kit/table/types";
import { countText, Day, Time, timeText } from "../../kit/values";
import { Frame } from "./Frame";

type DeadLetter = RowOf<typeof listReminderDeadLetters>;

const COLUMNS: readonly Column<DeadLetter>[] = [
  { key: "title", title: "提醒", text: (row) => row.reminder?.title ?? "会员已注销" },
  { key: "kind", title: "类型", text: (row) => row.reminder?.kindName ?? "" },
  {
    key: "dueOn",
    title: "到期日",
    text: (row) => row.reminder?.dueOn ?? "",
    render: (row) => <Day on={row.reminder?.dueOn ?? null} />,
  },
  { key: "channel", title: "渠道", text: (row) => row.channelName },
  { key: "attempts", title: "已尝试（次）", text: (row) => countText(row.attempts), align: "right" },
  {
    key: "error",
    title: "最后一次的错误",
    text: errorText,
    render: (row) => <div style={{ maxWidth: 280, whiteSpace: "normal" }}>{errorText(row)}</div>,
  },
  {
    key: "at",
    title: "排入时间",
    text: (row) => timeText(row.createdAt),
    render: (row) => <Time at={row.createdAt} />,
  },
  { key: "member", title: "会员编号", text: (row) => row.reminder?.memberId ?? "", isExtra: true },
  { key: "id", title: "提醒编号", text: (row) => row.reminderId, isExtra: true },
];

function errorText({ lastError }: DeadLetter): string {
  return lastError ?? "没有记录";
}

type Chosen = { rows: DeadLetter[]; clear: () => void };

/** Messages that are not tried again by themselves; one or several can be sent anew. */
export function DeadLettersPage() {
  const may = useMay();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const canReplay = may(replayReminderDeadLetters);
  const columns = useMemo(
    () =>
      canReplay ? [...COLUMNS, replayColumn((row) => setChosen({ rows: [row], clear: () => undefined }))] : COLUMNS,
    [canReplay],
  );
  return (
    <Frame note="微信或短信没有发出、也不再自动重试的；站内消息不受影响">
      <Section>
        <CursorTable
          id="reminder-dead-letters"
          name="发送失败的提醒"
          endpoint={listReminderDeadLetters}
          columns={columns}
          rowKey={(row) => row.messageId}
          {...(canReplay && {
            bulk: (rows: DeadLetter[], clear: () => void) => (
              <>
                <span>已选 {countText(rows.length)} 条</span>
                <Button type="primary" onClick={() => setChosen({ rows, clear })}>
                  {`重新发送 ${countText(rows.length)} 条…`}
                </Button>
              </>
            ),
          })}
          empty={{ sentence: "没有发送失败的提醒。多次重试仍失败的消息会出现在这里。" }}
        />
      </Section>
      {chosen ? <Replay chosen={chosen} onClose={() => setChosen(null)} /> : null}
    </Frame>
  );
}

function replayColumn(onReplay: (row: DeadLetter) => void): Column<DeadLetter> {
  return {
    key: "replay",
    title: "操作",
    isAction: true,
    text: () => "",
    render: (row) => (
      <Button
        type="link"
        size="small"
        aria-label={`重新发送 ${row.reminder?.title ?? row.reminderId}`}
        onClick={() => onReplay(row)}
      >
        重新发送
      </Button>
    ),
  };
}

function Replay({ chosen: { rows, clear }, onClose }: { chosen: Chosen; onClose: () => void }) {
  const replay = useAction(replayReminderDeadLetters);
  const { message } = App.useApp();
  const title = `重新发送 ${countText(rows.length)} 条`;
  return (
    <Reasoned
      isOpen
      onClose={onClose}
      title={title}
      consequence={["重新排队，几分钟内发出；短信会再计费", "再次失败的还会回到这个列表"]}
      confirmText={title}
      reasonHint="例如：短信账户已充值"
      onConfirm={async ({ reason }) => {
        const messageIds = rows.map((row) => row.messageId);
        const { replayedCount } = await replay.mutateAsync({ messageIds, reason });
        clear();
        message.success(outcomeText(replayedCount, rows.length));
      }}
    />
  );
}

function outcomeText(replayed: number, asked: number): string {
  const rest = asked - replayed;
  return `已重新排队 ${countText(replayed)} 条${rest > 0 ? `，另外 ${countText(rest)} 条已经不在失败列表里` : ""}`;
}
