import { formatPlate } from "@club/shared/plates";
import {
  getVehicleViolations,
  getViolationConfig,
  refreshVehicleViolations,
  type ViolationProblem,
  type ViolationReport,
  type ViolationState,
} from "@club/shared/violations";
import { Text, View } from "@tarojs/components";
import { useState } from "react";
import type { ApiError } from "../../../lib/api-error";
import { oldest } from "../../../lib/as-of";
import { moment } from "../../../lib/format";
import { go, useParams } from "../../../lib/nav";
import { call } from "../../../lib/request";
import { useAction } from "../../../lib/use-action";
import { useQuery } from "../../../lib/use-query";
import { Button } from "../../../ui/button";
import { Card } from "../../../ui/card";
import { Empty } from "../../../ui/empty";
import { ErrorState } from "../../../ui/error-state";
import { Notice } from "../../../ui/notice";
import { Page } from "../../../ui/page";
import { SignInPrompt } from "../../../ui/sign-in-prompt";
import { Skeleton } from "../../../ui/skeleton";
import { Tag } from "../../../ui/tag";
import { toast } from "../../../ui/toast";
import { Totals, ViolationCard } from "./violation-cards";
import styles from "./violations.module.scss";

/** 违章: what the provider says about one of the member's vehicles, as of when, and where to go with it. */
export default function ViolationsPage() {
  const { id = "" } = useParams<"id">();
  const loaded = useQuery(getVehicleViolations, { vehicleId: id });
  return (
    <Page asOf={oldest(loaded)}>
      {loaded.status === "idle" && <SignInPrompt what="您的车辆的违章记录" />}
      {loaded.status === "loading" && <Skeleton kind="page" />}
      {loaded.status === "error" && <ErrorState error={loaded.error} onRetry={loaded.retry} />}
      {loaded.status === "ready" && <Report loaded={loaded.data} onRefused={loaded.reload} />}
    </Page>
  );
}

/** The answer of a refresh takes the place of what was loaded before it. */
function Report({ loaded, onRefused }: { loaded: ViolationReport; onRefused: () => Promise<void> }) {
  const [refreshed, setRefreshed] = useState<{ instead: ViolationReport; report: ViolationReport } | null>(null);
  const report = refreshed?.instead === loaded ? refreshed.report : loaded;
  const refresh = useAction(async () => {
    try {
      const answer = await call(refreshVehicleViolations, { vehicleId: loaded.vehicleId });
      setRefreshed({ instead: loaded, report: answer });
      toast(answer.problem === null ? "已刷新" : "没有取到新的结果");
    } catch (error) {
      await onRefused();
      throw error;
    }
  });
  if (report.problem === "switched-off") {
    return <Empty art="search" title={report.sentence} note={report.guidance} />;
  }
  return (
    <View>
      <Head report={report} refresh={refresh} />
      {report.totals !== null && report.totals.recordCount > 0 && <Totals totals={report.totals} />}
      {report.items.map((item) => (
        <ViolationCard key={item.id} item={item} />
      ))}
      <Text className={styles.guidance}>{report.guidance}</Text>
      <Disclosure />
    </View>
  );
}

/** Which data goes to whom when violations are asked for. */
function Disclosure() {
  const config = useQuery(getViolationConfig, {});
  return config.status === "ready" ? <Text className={styles.guidance}>{config.data.disclosure}</Text> : null;
}

const STATE_NAMES: Record<ViolationState, string> = {
  fresh: "刚刚查询",
  cached: "上次结果",
  stale: "较早的结果",
  unavailable: "没有结果",
};
/** What the member can put right in the papers of the vehicle. */
const OWN_PROBLEMS: readonly ViolationProblem[] = ["vin-missing", "engine-missing", "vehicle-unknown", "vehicle-wrong"];

type HeadProps = {
  report: ViolationReport;
  refresh: { run: () => void; isRunning: boolean; error: ApiError | null };
};

function Head({ report, refresh }: HeadProps) {
  const { plate, state, sentence, problem, asOf, needs } = report;
  const isOwn = problem !== null && OWN_PROBLEMS.includes(problem);
  const fill = { text: "去补充", onClick: () => go("vehicleEdit", { id: report.vehicleId }) };
  return (
    <View className={styles.head}>
      <Card>
        <View className={styles.line}>
          <Text className={styles.plate}>{formatPlate(plate)}</Text>
          <Tag tone={state === "fresh" ? "ok" : "plain"}>{STATE_NAMES[state]}</Tag>
        </View>
        <Text className={styles.asOf}>{asOf === null ? "还没有查到过结果" : `数据截至 ${moment(asOf)}`}</Text>
        {problem === null && <Text className={styles.sentence}>{sentence}</Text>}
        {problem !== null && (
          <View className={styles.problem}>
            <Notice tone="warn" {...(isOwn && { action: fill })}>
              {sentence}
            </Notice>
          </View>
        )}
        {isOwn && needs !== null && <Text className={styles.asOf}>{needsText(needs)}</Text>}
        <Refresh report={report} refresh={refresh} />
      </Card>
    </View>
  );
}

function Refresh({ report: { refresh: allowed }, refresh }: HeadProps) {
  const why = refresh.error ? refresh.error.sentence : allowed.whyNot;
  return (
    <View className={styles.refresh}>
      <Button
        size="sm"
        kind="secondary"
        busy={refresh.isRunning}
        disabled={!allowed.isAllowed}
        label="刷新违章结果"
        onClick={refresh.run}
      >
        刷新
      </Button>
      <Text className={styles.why}>{why ?? "每辆车每天可以主动刷新一次"}</Text>
    </View>
  );
}

function needsText({ vinDigits, engineDigits }: NonNullable<ViolationReport["needs"]>): string {
  const parts = [
    vinDigits !== null && `车架号${digitsText(vinDigits)}`,
    engineDigits !== null && `发动机号${digitsText(engineDigits)}`,
  ].filter(Boolean);
  return parts.length === 0 ? "" : `这个城市查询需要：${parts.join("、")}。`;
}

function digitsText(digits: number): string {
  return digits === 0 ? "全部" : `后 ${digits} 位`;
}
