import {
  createEarningRule,
  EARN_EVENT_NAMES,
  type EarnEvent,
  type EarningRuleView,
  listStaffEarningRules,
  updateEarningRule,
} from "@club/shared/points-rules";
import { Navigate, useNavigate, useParams } from "react-router";
import { useAction, useCall } from "../../api/hooks";
import { Editor } from "../../kit/Editor";
import { Section } from "../../kit/Page";
import { ReasonField } from "../../kit/Reasoned";
import { Load } from "../../kit/states";
import { RuleFields } from "./RuleFields";
import { eventOf } from "./RulePage";
import { RulePreview } from "./RulePreview";
import { proposedRule, ruleFactsOf, type TypedRule, typedRule } from "./rule-form";

/** The first version of a rule, from the club's proposal; it is switched off until somebody switches it on. */
export function NewRulePage() {
  const event = eventOf(useParams().event ?? "");
  const create = useAction(createEarningRule);
  const navigate = useNavigate();
  if (event === null) return <Navigate to="/points/rules" replace />;
  return (
    <RuleForm
      event={event}
      before={null}
      onSave={async (typed) => {
        await create.mutateAsync({ event, ...ruleFactsOf(typed) });
        navigate(`/points/rules/${event}`, { replace: true });
      }}
    />
  );
}

/** A new version of a rule. */
export function EditRulePage() {
  const event = eventOf(useParams().event ?? "");
  const rules = useCall(listStaffEarningRules, {});
  if (event === null) return <Navigate to="/points/rules" replace />;
  return (
    <Load from={rules}>
      {({ items }) => {
        const rule = items.find((one) => one.event === event);
        return rule ? <EditRule rule={rule} /> : <Navigate to={`/points/rules/${event}/new`} replace />;
      }}
    </Load>
  );
}

function EditRule({ rule }: { rule: EarningRuleView }) {
  const update = useAction(updateEarningRule);
  const navigate = useNavigate();
  const { event, version } = rule;
  return (
    <RuleForm
      event={event}
      before={rule}
      onSave={async ({ reason, ...typed }) => {
        await update.mutateAsync({ event, ...ruleFactsOf(typed, rule), baseVersion: version, reason: reason ?? "" });
        navigate(`/points/rules/${event}`, { replace: true });
      }}
    />
  );
}

type Props = {
  event: EarnEvent;
  /** The rule as it is; null for the first version. */
  before: EarningRuleView | null;
  onSave: (typed: TypedRule & { reason?: string }) => Promise<void>;
};

/** The fields of a rule; beside them what members get by it and what changes. */
function RuleForm({ event, before, onSave }: Props) {
  const initial: TypedRule & { reason?: string } = before ? typedRule(before) : proposedRule(event);
  const eventName = EARN_EVENT_NAMES[event];
  return (
    <Editor
      title={before ? `修改规则：${eventName}` : `新建规则：${eventName}`}
      note={before ? "从下一次获得积分起生效，已经得到的积分不变" : "新建后是关闭的，打开后才会发积分"}
      back={before ? `/points/rules/${event}` : "/points/rules"}
      initial={initial}
      saveText={before ? `保存为第 ${before.version + 1} 版` : "保存规则"}
      preview={<RulePreview event={event} before={before} initial={initial} />}
      onSave={onSave}
    >
      <RuleFields event={event} />
      {before ? (
        <Section title="为什么修改">
          <ReasonField />
        </Section>
      ) : null}
    </Editor>
  );
}
