import { formatPlate, type PlateKind, plateKind } from "@club/shared/plates";
import { bindVoucherPlate, type MemberVoucher } from "@club/shared/vouchers";
import { Text } from "@tarojs/components";
import { useState } from "react";
import { call } from "../../../lib/request";
import { useAction } from "../../../lib/use-action";
import { Button } from "../../../ui/button";
import { Card } from "../../../ui/card";
import { PlateInput } from "../../../ui/plate-input";
import { confirm, toast } from "../../../ui/toast";
import styles from "./index.module.scss";

/** Asks for the plate that the voucher is for, once; it cannot be changed afterwards, so the plate is read back first. */
export function BindPlate({ voucher, onBound }: { voucher: MemberVoucher; onBound: () => void }) {
  const [plate, setPlate] = useState("");
  const kind: PlateKind | null = plateKind(plate);
  const action = useAction(async () => {
    const isSure = await confirm({
      title: `绑定 ${formatPlate(plate)}？`,
      content: "绑定后不能更改，同一张卡里的其他券也会绑定这辆车。",
      confirmText: "绑定",
    });
    if (!isSure) return;
    await call(bindVoucherPlate, { voucherId: voucher.id, plate });
    toast("已绑定车牌");
    onBound();
  });
  return (
    <Card title="先绑定车牌">
      <Text className={styles.paragraph}>{`${voucher.serviceName}只服务一辆车，绑定车牌后就会显示二维码。`}</Text>
      <PlateInput value={plate} onChange={setPlate} error={action.error ? sentence(action.error) : undefined} />
      <Button disabled={kind === null} busy={action.isRunning} onClick={action.run}>
        绑定车牌
      </Button>
    </Card>
  );
}

function sentence({ message, next }: { message: string; next: string }): string {
  return `${message}。${next}`;
}
