import { MEMBER_TIER_NAMES, type MemberTier } from "@club/shared/members";
import type { EarnEvent, EarningRuleView } from "@club/shared/points-rules";
import { Form, Table } from "antd";
import { Section } from "../../kit/Page";
import { countText } from "../../kit/values";
import { type RuleFacts, ruleChanges, ruleFactsOf, type TypedRule } from "./rule-form";
import { awardPoints, ruleFacts } from "./words";

const TIERS: readonly MemberTier[] = ["standard", "senior"];

type Props = { event: EarnEvent; before: EarningRuleView | null; initial: TypedRule };

/** What members get by the rule that is being typed, and what differs from the one in force. */
export function RulePreview({ event, before, initial }: Props) {
  const watched = Form.useWatch<Partial<TypedRule> | undefined>([], Form.useFormInstance());
  const facts = ruleFactsOf({ ...initial, ...watched }, before ?? undefined);
  return (
    <>
      <Section title="会员得到的积分">
        <div data-testid="rule-preview">
          <Gains event={event} facts={facts} />
        </div>
      </Section>
      {before ? <Changes lines={changesOf(before, facts)} /> : null}
    </>
  );
}

type Gain = { name: string; standard: number; senior: number };

function Gains({ event, facts }: { event: EarnEvent; facts: RuleFacts }) {
  const bonuses = event === "checked-in" ? [...facts.streakBonuses].sort((a, b) => a.day - b.day) : [];
  const gain = (name: string, points: number): Gain => ({
    name,
    standard: awardPoints(points, Math.max(facts.tierMultiplierBps.standard, 0)),
    senior: awardPoints(points, Math.max(facts.tierMultiplierBps.senior, 0)),
  });
  const rows = [
    gain(event === "checked-in" ? "平常一天" : "一次", facts.points),
    ...bonuses.map(({ day, points }) => gain(`连续第 ${day} 天`, facts.points + points)),
  ];
  return (
    <Table<Gain>
      size="small"
      rowKey={(row) => row.name}
      dataSource={rows}
      pagination={false}
      columns={[
        { title: facts.title || "规则名称", dataIndex: "name" },
        ...TIERS.map((tier) => ({
          title: MEMBER_TIER_NAMES[tier],
          align: "right" as const,
          className: "num",
          render: (_value: unknown, row: Gain) => `+${countText(row[tier])}`,
        })),
      ]}
    />
  );
}

function changesOf(before: EarningRuleView, facts: RuleFacts): string[] {
  const words = (rule: RuleFacts) => [
    { label: "名称", value: rule.title },
    { label: "说明", value: rule.intro },
    ...ruleFacts({ event: before.event, ...rule }),
  ];
  return ruleChanges(words(before), words(facts));
}

function Changes({ lines }: { lines: readonly string[] }) {
  return (
    <Section title="将要修改">
      <div aria-live="polite">
        {lines.length === 0 ? "还没有改动。" : null}
        {lines.map((line) => (
          <div key={line}>{line}</div>
        ))}
      </div>
    </Section>
  );
}
