import { getViolationConfig, listMyViolationSummaries } from "@club/shared/violations";
import { moment } from "../../../lib/format";
import { go } from "../../../lib/nav";
import { useQuery } from "../../../lib/use-query";
import { Cell } from "../../../ui/cell";

/** The way to the violations of a vehicle; nothing while the club has switched the feature off. */
export function ViolationsEntry({ vehicleId }: { vehicleId: string }) {
  const config = useQuery(getViolationConfig, {});
  const isOn = config.status === "ready" && config.data.isOn;
  const summaries = useQuery(listMyViolationSummaries, isOn ? {} : null);
  if (!isOn) return null;
  const summary = summaries.status === "ready" ? summaries.data.items.find((one) => one.vehicleId === vehicleId) : null;
  return (
    <Cell
      icon="search"
      title="违章查询"
      note={summaryText(summary ?? null)}
      onClick={() => go("violations", { id: vehicleId })}
    />
  );
}

type Summary = { asOf: string | null; totals: { recordCount: number } | null };

function summaryText(summary: Summary | null): string {
  if (!summary?.asOf || !summary.totals) return "点击查询，以交管12123为准";
  const { recordCount } = summary.totals;
  const found = recordCount === 0 ? "没有查到记录" : `查到 ${recordCount} 条记录`;
  return `${moment(summary.asOf)}：${found}`;
}
