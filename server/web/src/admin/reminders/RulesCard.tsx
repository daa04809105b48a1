import type { OutputOf } from "@club/shared/http";
import { getReminderRules, reminderRules, saveReminderRules } from "@club/shared/reminders-admin";
import { App, Button, Form, Input, InputNumber } from "antd";
import { useState } from "react";
import { useAction, useCall } from "../../api/hooks";
import { useMay, whoMay } from "../../app/me";
import { Facts, Section } from "../../kit/Page";
import { Reasoned } from "../../kit/Reasoned";
import { contractRule } from "../../kit/rules";
import { Load } from "../../kit/states";
import { countText, Time } from "../../kit/values";
import { versionText } from "./words";

type Rules = OutputOf<typeof getReminderRules>;
type Typed = Pick<Rules, "quietFrom" | "quietTo" | "smsPerMemberMonth" | "smsPerDay">;

/** Quiet hours and how many SMS may go out. */
export function RulesCard() {
  const may = useMay();
  const rules = useCall(getReminderRules, {});
  const [isEditing, setEditing] = useState(false);
  const canEdit = may(saveReminderRules);
  return (
    <Section
      title="免打扰和短信限额"
      extra={
        canEdit ? (
          <Button disabled={!rules.data} onClick={() => setEditing(true)}>
            修改规则…
          </Button>
        ) : (
          <span className="figure-note">{whoMay(saveReminderRules)}可以修改</span>
        )
      }
    >
      <Load from={rules} rows={2}>
        {(found) => <RuleFacts rules={found} />}
      </Load>
      {isEditing && rules.data ? <EditRules rules={rules.data} onClose={() => setEditing(false)} /> : null}
    </Section>
  );
}

function RuleFacts({ rules }: { rules: Rules }) {
  return (
    <Facts
      columns={3}
      items={[
        { label: "免打扰", value: quietText(rules) },
        { label: "每人每月短信", value: `最多 ${countText(rules.smsPerMemberMonth)} 条` },
        { label: "每天短信", value: `最多 ${countText(rules.smsPerDay)} 条` },
        { label: "版本", value: versionText(rules.version) },
        { label: "修改时间", value: <Time at={rules.updatedAt} /> },
      ]}
    />
  );
}

function quietText({ quietFrom, quietTo }: Pick<Rules, "quietFrom" | "quietTo">): string {
  if (quietFrom === quietTo) return "没有免打扰时段";
  return `${quietFrom} 至${quietFrom > quietTo ? "次日 " : " "}${quietTo}`;
}

function EditRules({ rules, onClose }: { rules: Rules; onClose: () => void }) {
  const save = useAction(saveReminderRules);
  const { message } = App.useApp();
  const { quietFrom, quietTo, smsPerMemberMonth, smsPerDay, version } = rules;
  return (
    <Reasoned<Typed>
      isOpen
      onClose={onClose}
      title="修改免打扰和短信限额"
      consequence={[
        "免打扰时段里只写入站内消息，微信和短信等到时段结束再发",
        "超过限额的短信不发送，会员仍能在站内消息看到",
      ]}
      confirmText="保存规则"
      initialValues={{ quietFrom, quietTo, smsPerMemberMonth, smsPerDay }}
      onConfirm={async ({ reason, ...typed }) => {
        await save.mutateAsync({ ...typed, baseVersion: version, reason });
        message.success("已保存");
      }}
    >
      <TimeField name="quietFrom" label="免打扰从" />
      <TimeField name="quietTo" label="免打扰到（与开始相同表示不设）" />
      <CountField name="smsPerMemberMonth" label="每人每月最多短信（条）" max={31} />
      <CountField name="smsPerDay" label="每天最多短信（条）" max={1_000_000} />
      <WhatChanges rules={rules} />
    </Reasoned>
  );
}

function TimeField({ name, label }: { name: "quietFrom" | "quietTo"; label: string }) {
  return (
    <Form.Item
      name={name}
      label={label}
      rules={[{ required: true, message: "请填写时间，例如 21:00" }, contractRule(reminderRules.shape[name])]}
    >
      <Input placeholder="21:00" maxLength={5} />
    </Form.Item>
  );
}

type CountProps = { name: "smsPerMemberMonth" | "smsPerDay"; label: string; max: number };

function CountField({ name, label, max }: CountProps) {
  return (
    <Form.Item
      name={name}
      label={label}
      rules={[{ required: true, message: `请填写 0 至 ${countText(max)}` }, contractRule(reminderRules.shape[name])]}
    >
      <InputNumber className="wide" min={0} max={max} precision={0} />
    </Form.Item>
  );
}

function WhatChanges({ rules }: { rules: Rules }) {
  const typed = Form.useWatch([], Form.useFormInstance()) as Typed | undefined;
  const lines = typed?.quietFrom === undefined ? [] : changeLines(rules, typed);
  return (
    <div aria-live="polite" style={{ marginBottom: 16 }}>
      {lines.length === 0 ? "还没有改动。" : lines.map((line) => <div key={line}>{line}</div>)}
    </div>
  );
}

function changeLines(before: Typed, after: Typed): string[] {
  const numbers = [
    ["每人每月短信", before.smsPerMemberMonth, after.smsPerMemberMonth],
    ["每天短信", before.smsPerDay, after.smsPerDay],
  ] as const;
  return [
    ...(quietText(before) === quietText(after) ? [] : [`免打扰：${quietText(before)} → ${quietText(after)}`]),
    ...numbers
      .filter(([, from, to]) => from !== to)
      .map(
        ([label, from, to]) =>
          `${label}：${countText(from)} → ${to === null || to === undefined ? "未填" : countText(to)}`,
      ),
  ];
}
