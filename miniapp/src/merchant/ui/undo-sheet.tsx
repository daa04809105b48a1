import type { OutputOf } from "@club/shared/http";
import { undoRedemption } from "@club/shared/redemptions";
import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { asApiError } from "../../lib/api-error";
import { call } from "../../lib/request";
import { useAction } from "../../lib/use-action";
import { Button } from "../../ui/button";
import { Field } from "../../ui/field";
import { Notice } from "../../ui/notice";
import { Sheet } from "../../ui/sheet";
import { spoken } from "../../ui/spoken";
import { toast } from "../../ui/toast";
import styles from "./undo-sheet.module.scss";

const REASONS = ["扫错了兑换券", "服务没有做成", "车主改变了主意"] as const;

type UndoSheetProps = {
  /** The redemption to take back; null = closed. */
  redemption: { id: string; serviceName: string } | null;
  onClose: () => void;
  onUndone: () => void;
};

/** Takes a redemption back, with the reason that the club will read. The voucher goes back to the member. */
export function UndoSheet({ redemption, onClose, onUndone }: UndoSheetProps) {
  if (redemption === null) return null;
  return <Undo key={redemption.id} redemption={redemption} onClose={onClose} onUndone={onUndone} />;
}

type UndoProps = UndoSheetProps & { redemption: { id: string; serviceName: string } };

function undoneText({ isVoucherBack }: OutputOf<typeof undoRedemption>): string {
  return isVoucherBack ? "已撤销，兑换券已退回车主" : "已撤销，车主已注销，券已关闭";
}

/** What is taken back already is what was wanted: by this tap, when its answer was lost, or by somebody else. */
function unlessUndone(failure: unknown): string {
  if (asApiError(failure).code === "redemptions.already-reversed") return "这笔核销已撤销";
  throw failure;
}

function Undo({ redemption, onClose, onUndone }: UndoProps) {
  const [reason, setReason] = useState("");
  const undo = useAction(async () => {
    const input = { redemptionId: redemption.id, reason: reason.trim() };
    toast(await call(undoRedemption, input, { as: "clerk" }).then(undoneText, unlessUndone));
    onUndone();
  });
  return (
    <Sheet
      open
      title={`撤销这次${redemption.serviceName}核销`}
      onClose={onClose}
      footer={
        <Button kind="danger" busy={undo.isRunning} disabled={reason.trim().length < 2} onClick={undo.run}>
          撤销核销，券退回车主
        </Button>
      }
    >
      <View className={styles.reasons}>
        {REASONS.map((text) => (
          <View
            key={text}
            className={`${styles.reason} ${text === reason ? styles.chosen : ""}`}
            onClick={() => setReason(text)}
            {...spoken("button", text === reason ? `${text}，已选` : text)}
          >
            <Text>{text}</Text>
          </View>
        ))}
      </View>
      <Field label="撤销原因" value={reason} maxLength={200} placeholder="也可以自己写" onChange={setReason} />
      {undo.error && (
        <Notice tone="danger">
          <Text>{undo.error.sentence}</Text>
        </Notice>
      )}
    </Sheet>
  );
}
