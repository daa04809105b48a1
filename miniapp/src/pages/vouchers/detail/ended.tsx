import { getMyRedemption, type MyRedemption } from "@club/shared/redemptions";
import type { MemberVoucher, VoucherStatus } from "@club/shared/vouchers";
import { Text, View } from "@tarojs/components";
import { lastDay, moment } from "../../../lib/format";
import { replace } from "../../../lib/nav";
import { useQuery } from "../../../lib/use-query";
import { Button } from "../../../ui/button";
import { Cell, CellGroup } from "../../../ui/cell";
import { ErrorState } from "../../../ui/error-state";
import { Icon, type IconName } from "../../../ui/icon";
import { Price } from "../../../ui/price";
import { Skeleton } from "../../../ui/skeleton";
import styles from "./ended.module.scss";
import { RatingCard } from "./rating-card";

const SIGNS: Record<VoucherStatus, IconName> = {
  issued: "ticket",
  redeemed: "check",
  expired: "clock",
  locked: "lock",
  revoked: "close",
  replaced: "swap",
  closed: "close",
};

/** When and how a voucher that cannot be used (any more) came into its state, in one line. */
export function whenOf(voucher: MemberVoucher): string {
  if (voucher.status === "expired") return `有效期到 ${lastDay(voucher.expiresAt)} 为止`;
  const last = voucher.timeline[voucher.timeline.length - 1];
  return last ? `${moment(last.at)} ${last.title}${last.note ? `：${last.note}` : ""}` : "";
}

/** What a used voucher turns into: where and when, and the number that both sides hold. */
export function UsedVoucher({ voucher }: { voucher: MemberVoucher }) {
  return (
    <View>
      <View className={styles.state}>
        <View className={`${styles.sign} ${styles.done}`}>
          <Icon name="check" size={32} />
        </View>
        <Text className={styles.title}>已使用</Text>
        <Text className={styles.name}>{voucher.serviceName}</Text>
        {voucher.redeemedAt !== null && <Text className={styles.when}>{moment(voucher.redeemedAt)}</Text>}
      </View>
      {voucher.redemptionId !== null && <Receipt redemptionId={voucher.redemptionId} />}
      {voucher.redemptionId !== null && <RatingCard redemptionId={voucher.redemptionId} />}
    </View>
  );
}

function Receipt({ redemptionId }: { redemptionId: string }) {
  const receipt = useQuery(getMyRedemption, { redemptionId });
  if (receipt.status === "error") return <ErrorState error={receipt.error} onRetry={receipt.retry} />;
  if (receipt.status !== "ready") return <Skeleton kind="rows" count={3} />;
  return <ReceiptLines receipt={receipt.data} />;
}

function ReceiptLines({ receipt }: { receipt: MyRedemption }) {
  return (
    <CellGroup title="核销凭证">
      <Cell title="商户" value={receipt.merchantName} />
      <Cell title="门店" value={receipt.branchName} />
      {receipt.plate !== null && <Cell title="车牌" value={receipt.plate} />}
      <View className={styles.paid}>
        <Text className={styles.paidLabel}>您另付</Text>
        <Price fen={receipt.memberFen} />
      </View>
      <View className={styles.number}>
        <Text className={styles.paidLabel}>凭证编号</Text>
        <Text className={styles.numberText}>{receipt.receiptNo}</Text>
      </View>
    </CellGroup>
  );
}

/** A voucher that is locked, expired, taken back, replaced or closed: why, since when, and what can be done. */
export function EndedVoucher({ voucher }: { voucher: MemberVoucher }) {
  return (
    <View className={styles.state}>
      <View className={styles.sign}>
        <Icon name={SIGNS[voucher.status]} size={32} />
      </View>
      <Text className={styles.title}>{voucher.statusName}</Text>
      <Text className={styles.name}>{voucher.serviceName}</Text>
      <Text className={styles.when}>{whenOf(voucher)}</Text>
      {voucher.whyNot !== null && <Text className={styles.why}>{voucher.whyNot}</Text>}
      <View className={styles.action}>
        <Button kind="secondary" onClick={() => replace("vouchers")}>
          看看其他兑换券
        </Button>
      </View>
    </View>
  );
}
