import { formatFen } from "@club/shared/money";
import type { ViolationItem, ViolationReference, ViolationTotals } from "@club/shared/violations";
import { Text, View } from "@tarojs/components";
import { moment } from "../../../lib/format";
import { Card } from "../../../ui/card";
import { Tag } from "../../../ui/tag";
import styles from "./violations.module.scss";

/** What the provider did not say. Never written as a figure. */
const UNKNOWN = "未知";

/** Sums of what is known, and beside each how much is not. */
export function Totals({ totals }: { totals: ViolationTotals }) {
  const { recordCount, openCount, handledUnknownCount } = totals;
  const figures: [string, string, string][] = [
    ["记录", `${recordCount} 条`, unknownText(handledUnknownCount, "情况未知") || `${openCount} 条未处理`],
    sumOf("记分", `${totals.knownPoints} 分`, { unknown: totals.pointsUnknownCount, totals }),
    sumOf("罚款", formatFen(totals.knownFineFen), { unknown: totals.fineUnknownCount, totals }),
  ];
  return (
    <View className={styles.totals}>
      {figures.map(([title, value, note]) => (
        <View key={title} className={styles.total}>
          <Text className={styles.totalTitle}>{title}</Text>
          <Text className={styles.totalValue}>{value}</Text>
          <Text className={styles.totalNote}>{note}</Text>
        </View>
      ))}
    </View>
  );
}

/** A sum over open records; when none of them says the value, the sum is not known either. */
function sumOf(
  title: string,
  value: string,
  { unknown, totals }: { unknown: number; totals: ViolationTotals },
): [string, string, string] {
  const open = totals.openCount + totals.handledUnknownCount;
  const isUnknown = open > 0 && unknown >= open;
  return [title, isUnknown ? UNKNOWN : value, unknownText(unknown, "未知") || "未处理的合计"];
}

function unknownText(count: number, what: string): string {
  return count === 0 ? "" : `${count} 条${what}`;
}

/** One record: when, where, what; and what the law says about it where the provider is silent. */
export function ViolationCard({ item }: { item: ViolationItem }) {
  const facts: [string, string][] = [
    ["时间", item.occurredAt === null ? UNKNOWN : moment(item.occurredAt)],
    ["地点", item.area ?? item.city ?? UNKNOWN],
    ["记分", item.points === null ? UNKNOWN : `${item.points} 分`],
    ["罚款", item.fineFen === null ? UNKNOWN : formatFen(item.fineFen)],
    ["代码", item.code ?? UNKNOWN],
    ...(item.archiveNo === null ? [] : ([["文书编号", item.archiveNo]] as [string, string][])),
  ];
  return (
    <View className={styles.item}>
      <Card>
        <View className={styles.line}>
          <Text className={styles.act}>{item.act ?? "违法行为未知"}</Text>
          <Tag tone={toneOf(item.handled)}>{item.handled === null ? "处理情况未知" : item.handledName}</Tag>
        </View>
        {facts.map(([title, value]) => (
          <Fact key={title} title={title} value={value} />
        ))}
        {item.reference !== null && <Reference reference={item.reference} />}
      </Card>
    </View>
  );
}

function toneOf(handled: boolean | null) {
  if (handled === null) return "plain" as const;
  return handled ? ("ok" as const) : ("danger" as const);
}

function Fact({ title, value }: { title: string; value: string }) {
  return (
    <View className={styles.fact}>
      <Text className={styles.factTitle}>{title}</Text>
      <Text className={styles.factValue}>{value}</Text>
    </View>
  );
}

/** From the club's table of codes; a hint, marked as such. */
function Reference({ reference }: { reference: ViolationReference }) {
  const { meaning, points, law, note } = reference;
  const fine = fineText(reference);
  const facts: [string, string | null][] = [
    ["这个代码是指", meaning],
    ["一般记分", points === null ? null : `${points} 分`],
    ["一般罚款", fine],
    ["依据", law],
  ];
  return (
    <View className={styles.reference}>
      <View className={styles.line}>
        <Tag tone="accent">参考</Tag>
        <Text className={styles.referenceNote}>来自代码表，不是这条记录的处理结果</Text>
      </View>
      {facts.map(([title, value]) => value !== null && <Fact key={title} title={title} value={value} />)}
      {note !== null && <Text className={styles.referenceText}>{note}</Text>}
    </View>
  );
}

function fineText({ fineMinFen, fineMaxFen }: ViolationReference): string | null {
  if (fineMinFen === null && fineMaxFen === null) return null;
  if (fineMinFen === null) return `最高 ${formatFen(fineMaxFen ?? 0)}`;
  if (fineMaxFen === null || fineMaxFen === fineMinFen) return formatFen(fineMinFen);
  return `${formatFen(fineMinFen)} 到 ${formatFen(fineMaxFen)}`;
}
