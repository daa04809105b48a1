import { listAudit } from "@club/shared/audit";
import { formatPoints } from "@club/shared/points";
import {
  EARN_EVENTS,
  type EarnEvent,
  type EarningRuleView,
  listEarningRuleVersions,
  listStaffEarningRules,
  switchEarningRule,
  updateEarningRule,
} from "@club/shared/points-rules";
import { App, Button } from "antd";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { useAction, useCall } from "../../api/hooks";
import { useMay } from "../../app/me";
import { Facts, Page, Section } from "../../kit/Page";
import { Reasoned } from "../../kit/Reasoned";
import { EmptyState, Load } from "../../kit/states";
import { CursorTable } from "../../kit/table/CursorTable";
import type { Column, RowOf } from "../../kit/table/types";
import { Time, timeText } from "../../kit/values";
import { capsText, multipliersText, RuleState, ruleFacts, streakText, windowText } from "./words";

/** One earning rule: what it gives now, and every version it has had. */
export function RulePage() {
  const { event = "" } = useParams();
  const rules = useCall(listStaffEarningRules, {});
  return (
    <Load from={rules}>
      {({ items }) => {
        const rule = items.find((one) => one.event === event);
        return rule ? <Inside rule={rule} /> : <NoRule event={event} />;
      }}
    </Load>
  );
}

/** The event of an address, or null for one that does not exist. */
export function eventOf(text: string): EarnEvent | null {
  return EARN_EVENTS.find((event) => event === text) ?? null;
}

function NoRule({ event }: { event: string }) {
  const navigate = useNavigate();
  const isKnown = eventOf(event) !== null;
  return (
    <EmptyState
      sentence={isKnown ? "这种事件还没有积分规则，会员做到了也不会得到积分。" : "没有这种积分事件，可能是链接不完整。"}
      action={<Button onClick={() => navigate("/points/rules")}>回到积分规则</Button>}
    />
  );
}

function Inside({ rule }: { rule: EarningRuleView }) {
  const may = useMay();
  const navigate = useNavigate();
  const [isSwitching, setSwitching] = useState(false);
  return (
    <Page
      title={`积分规则：${rule.eventName}`}
      note={<RuleState isOn={rule.isOn} />}
      back="/points/rules"
      actions={
        <>
          {may(switchEarningRule) ? (
            <Button danger={rule.isOn} onClick={() => setSwitching(true)}>
              {rule.isOn ? "关闭规则…" : "打开规则…"}
            </Button>
          ) : null}
          {may(updateEarningRule) ? (
            <Button type="primary" onClick={() => navigate(`/points/rules/${rule.event}/edit`)}>
              修改规则
            </Button>
          ) : null}
        </>
      }
    >
      <Section title={`第 ${rule.version} 版`}>
        <Facts
          items={[
            { label: "名称", value: rule.title },
            ...ruleFacts(rule).map((fact) => ({ ...fact, wide: fact.label === "连续签到" })),
            { label: "修改时间", value: <Time at={rule.updatedAt} /> },
            { label: "说明", value: rule.intro || "—", wide: true },
          ]}
        />
      </Section>
      <Versions rule={rule} />
      {isSwitching ? <SwitchRule rule={rule} onClose={() => setSwitching(false)} /> : null}
    </Page>
  );
}

type Version = RowOf<typeof listEarningRuleVersions>;

const VERSION_COLUMNS: readonly Column<Version>[] = [
  { key: "version", title: "版本", align: "right", text: (row) => String(row.version) },
  { key: "at", title: "时间", text: (row) => timeText(row.updatedAt), render: (row) => <Time at={row.updatedAt} /> },
  {
    key: "isOn",
    title: "状态",
    text: (row) => (row.isOn ? "已打开" : "已关闭"),
    render: (row) => <RuleState isOn={row.isOn} />,
  },
  { key: "why", title: "原因", text: (row) => row.reason ?? "新建" },
  { key: "points", title: "每次（积分）", align: "right", text: (row) => String(row.points) },
  { key: "times", title: "等级倍数", text: (row) => multipliersText(row.tierMultiplierBps) },
  { key: "caps", title: "上限（积分）", text: (row) => capsText(row) },
  { key: "life", title: "有效月数", align: "right", text: (row) => String(row.lifeMonths) },
  { key: "window", title: "生效时间", text: (row) => windowText(row) },
  { key: "streak", title: "连续签到", text: (row) => streakText(row), isExtra: true },
  { key: "title", title: "名称", text: (row) => row.title, isExtra: true },
];

function Versions({ rule }: { rule: EarningRuleView }) {
  const may = useMay();
  const who = may(listAudit) ? (
    <Link to={`/audit?subjectKind=pointsRule&subjectId=${rule.event}`}>谁改的，看审计记录</Link>
  ) : undefined;
  return (
    <Section title="各个版本" extra={who}>
      <CursorTable
        id="points-rule-versions"
        name={`${rule.eventName}规则的各个版本`}
        endpoint={listEarningRuleVersions}
        columns={VERSION_COLUMNS}
        fixed={{ event: rule.event }}
        rowKey={(row) => row.id}
        empty={{ sentence: "还没有版本记录。每次修改都会留下一版。" }}
      />
    </Section>
  );
}

function SwitchRule({ rule, onClose }: { rule: EarningRuleView; onClose: () => void }) {
  const change = useAction(switchEarningRule);
  const { message } = App.useApp();
  const { event, version, isOn, eventName } = rule;
  return (
    <Reasoned
      isOpen
      onClose={onClose}
      title={isOn ? `关闭规则：${eventName}` : `打开规则：${eventName}`}
      consequence={
        isOn
          ? ["从现在起，会员做到了也不再得到积分", "已经得到的积分不变，随时可以再打开"]
          : [`从现在起，会员每次得到 ${formatPoints(rule.points)}（按等级倍数和上限）`, "打开以前发生的不补发"]
      }
      confirmText={isOn ? "关闭规则" : "打开规则"}
      isDangerous={isOn}
      onConfirm={async ({ reason }) => {
        await change.mutateAsync({ event, isOn: !isOn, baseVersion: version, reason });
        message.success(isOn ? "已关闭" : "已打开");
      }}
    />
  );
}
