import type { ReceiptView } from "@club/shared/redemptions";
import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { moment } from "../../../lib/format";
import { back, replace } from "../../../lib/nav";
import { Button } from "../../../ui/button";
import { Cell, CellGroup } from "../../../ui/cell";
import { Icon } from "../../../ui/icon";
import { Page } from "../../../ui/page";
import { Price } from "../../../ui/price";
import { undoMinutes } from "../../lib/redeem-rules";
import { useNow } from "../../lib/use-now";
import { UndoSheet } from "../../ui/undo-sheet";
import styles from "./index.module.scss";

/** The receipt that both sides hold, and the way to the next car. */
export function Done({ receipt }: { receipt: ReceiptView }) {
  const [isUndoing, setIsUndoing] = useState(false);
  const minutes = undoMinutes(receipt.redeemedAt, useNow(15_000));
  return (
    <Page footer={<Button onClick={back}>继续下一位</Button>}>
      <View className={styles.done}>
        <View className={styles.sign}>
          <Icon name="check" size={36} />
        </View>
        <Text className={styles.doneTitle}>核销成功</Text>
        <Text className={styles.serviceName}>{receipt.serviceName}</Text>
        <Text className={styles.soft}>{moment(receipt.redeemedAt)}</Text>
      </View>
      <CellGroup title="核销凭证">
        <Cell title="门店" value={receipt.branchName} />
        {receipt.plate !== null && <Cell title="车牌" value={receipt.plate} />}
        <Amount label="俱乐部应付" fen={receipt.clubFen} />
        <Amount label="向车主收" fen={receipt.memberFen} />
        <View className={styles.amount}>
          <Text className={styles.amountLabel}>凭证编号</Text>
          <Text className={styles.number}>{receipt.receiptNo}</Text>
        </View>
      </CellGroup>
      {minutes > 0 && (
        <View className={styles.undo}>
          <Button kind="plain" onClick={() => setIsUndoing(true)}>{`核销错了？${minutes} 分钟内可以撤销`}</Button>
        </View>
      )}
      <UndoSheet
        redemption={isUndoing ? { id: receipt.redemptionId, serviceName: receipt.serviceName } : null}
        onClose={() => setIsUndoing(false)}
        onUndone={() => replace("redemptions")}
      />
    </Page>
  );
}

function Amount({ label, fen }: { label: string; fen: number }) {
  return (
    <View className={styles.amount}>
      <Text className={styles.amountLabel}>{label}</Text>
      <Price fen={fen} />
    </View>
  );
}
