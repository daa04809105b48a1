import type { OutputOf } from "@club/shared/http";
import { getMe } from "@club/shared/members";
import { getMyVoucher, type MemberVoucher } from "@club/shared/vouchers";
import { Text, View } from "@tarojs/components";
import { moment } from "../../../lib/format";
import { replace, useParams } from "../../../lib/nav";
import { useSession } from "../../../lib/session";
import { useQuery } from "../../../lib/use-query";
import { now } from "../../../platform/clock";
import { Card } from "../../../ui/card";
import { Empty } from "../../../ui/empty";
import { ErrorState } from "../../../ui/error-state";
import { Page } from "../../../ui/page";
import { SignInPrompt } from "../../../ui/sign-in-prompt";
import { Skeleton } from "../../../ui/skeleton";
import { NearestBranches } from "../../life/nearest-branches";
import { BindPlate } from "./bind-plate";
import { EndedVoucher, UsedVoucher } from "./ended";
import styles from "./index.module.scss";
import { ShowCode } from "./show-code";
import { useWatch } from "./use-watch";
import { watchEvery } from "./watch-rules";

/** One voucher: its code while it can be used, its receipt when it was, its story otherwise. */
export default function VoucherPage() {
  const { id } = useParams<"id">();
  const session = useSession("member");
  if (session && id) return <Voucher id={id} />;
  return (
    <Page>
      {session ? (
        <Empty
          art="ticket"
          title="没有指定兑换券"
          note="请从我的兑换券里打开一张。"
          action={{ text: "我的兑换券", onClick: () => replace("vouchers") }}
        />
      ) : (
        <SignInPrompt what="这张兑换券" />
      )}
    </Page>
  );
}

function Voucher({ id }: { id: string }) {
  const voucher = useQuery(getMyVoucher, { voucherId: id });
  const me = useQuery(getMe, {});
  const everyMs = voucher.status === "ready" ? watchEvery(voucher.data, now()) : null;
  useWatch(voucher.status === "ready" ? voucher.reload : null, everyMs);
  if (voucher.status === "error") {
    return (
      <Page>
        <ErrorState error={voucher.error} onRetry={voucher.retry} />
      </Page>
    );
  }
  if (voucher.status !== "ready") {
    return (
      <Page>
        <Skeleton kind="page" />
      </Page>
    );
  }
  return (
    <Page asOf={voucher.asOf}>
      <VoucherState voucher={voucher.data} reload={voucher.reload} />
      <VoucherFacts voucher={voucher.data} cityCode={cityOf(me)} />
    </Page>
  );
}

function cityOf(me: { status: string; data?: OutputOf<typeof getMe> }): string | null {
  return me.data?.cityCode ?? null;
}

function VoucherState({ voucher, reload }: { voucher: MemberVoucher; reload: () => unknown }) {
  const { status, code, plateBinding, plateMasked } = voucher;
  if (status === "redeemed") return <UsedVoucher voucher={voucher} />;
  if (status !== "issued") return <EndedVoucher voucher={voucher} />;
  if (plateBinding === "required" && plateMasked === null) return <BindPlate voucher={voucher} onBound={reload} />;
  return code === null ? (
    <EndedVoucher voucher={voucher} />
  ) : (
    <ShowCode voucher={voucher} code={code} onRefused={reload} />
  );
}

function VoucherFacts({ voucher, cityCode }: { voucher: MemberVoucher; cityCode: string | null }) {
  return (
    <View className={styles.facts}>
      {voucher.status === "issued" && cityCode !== null && (
        <NearestBranches serviceId={voucher.serviceId} cityCode={cityCode} />
      )}
      <Card title="使用须知">
        {voucher.description !== "" && <Text className={styles.paragraph}>{voucher.description}</Text>}
        {voucher.terms.map((term) => (
          <View key={term} className={styles.term}>
            <View className={styles.dot} />
            <Text className={styles.termText}>{term}</Text>
          </View>
        ))}
      </Card>
      <Card title="经过">
        {voucher.timeline.map((entry) => (
          <View key={`${entry.at}${entry.kind}`} className={styles.event}>
            <Text className={styles.eventTitle}>{entry.note ? `${entry.title}：${entry.note}` : entry.title}</Text>
            <Text className={styles.eventAt}>{moment(entry.at)}</Text>
          </View>
        ))}
      </Card>
    </View>
  );
}
