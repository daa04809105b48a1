import { formatFen } from "@club/shared/money";
import { Text, View } from "@tarojs/components";
import { useState } from "react";
import type { ApiError } from "../../../lib/api-error";
import { Button } from "../../../ui/button";
import { Card } from "../../../ui/card";
import { Field } from "../../../ui/field";
import { Notice } from "../../../ui/notice";
import { Page } from "../../../ui/page";
import { missing, NO_PROOF, type Preview, type Proof } from "../../lib/redeem-rules";
import type { Redeeming } from "../../lib/use-redeem";
import styles from "./index.module.scss";
import { PhotoField } from "./photo-field";
import { VoucherFacts } from "./voucher-facts";

type ConfirmFormProps = { preview: Preview; branchName: string; redeeming: Redeeming };

/** What the service wants to see before it is done, and the one button that redeems. */
export function ConfirmForm({ preview, branchName, redeeming }: ConfirmFormProps) {
  const [proof, setProof] = useState<Proof>(NO_PROOF);
  const change = (part: Partial<Proof>) => setProof((last) => ({ ...last, ...part }));
  const lacks = missing(preview, proof);
  const { confirmError, isConfirming, confirm, look } = redeeming;
  const footer = (
    <Button busy={isConfirming} disabled={lacks !== null} onClick={() => confirm(proof)}>
      {lacks ?? "确认核销"}
    </Button>
  );
  return (
    <Page footer={footer}>
      {confirmError && <ConfirmError error={confirmError} onLookAgain={look} />}
      <VoucherFacts preview={preview} branchName={branchName} />
      <Needs preview={preview} proof={proof} onChange={change} error={confirmError} />
    </Page>
  );
}

/** A lost answer is no refusal: tapping again gets the first answer, so it is safe. */
function ConfirmError({ error, onLookAgain }: { error: ApiError; onLookAgain: () => void }) {
  if (error.code === "redemptions.plate-mismatch") return null;
  const text = error.isOffline
    ? "没有收到答复，可能已经核销成功。请再点一次「确认核销」，不会重复核销。"
    : error.sentence;
  const action = error.isOffline ? {} : { action: { text: "重新查看", onClick: onLookAgain } };
  return (
    <View className={styles.notice}>
      <Notice tone={error.isOffline ? "warn" : "danger"} {...action}>
        <Text>{text}</Text>
      </Notice>
    </View>
  );
}

type NeedsProps = {
  preview: Preview;
  proof: Proof;
  onChange: (part: Partial<Proof>) => void;
  error: ApiError | null;
};

function Needs({ preview, proof, onChange, error }: NeedsProps) {
  const { needs, plate, price } = preview;
  if (!needs.plate && !needs.photo && !needs.amount) return null;
  const isWrongPlate = error?.code === "redemptions.plate-mismatch";
  return (
    <View className={styles.needs}>
      <Card title="核对后确认">
        {needs.plate && (
          <Field
            label={`看车填写：${plate ?? ""} 里被遮住的前两位`}
            value={proof.plateHidden}
            maxLength={2}
            placeholder="例如 12"
            error={isWrongPlate ? error.sentence : undefined}
            onChange={(plateHidden) => onChange({ plateHidden })}
          />
        )}
        {needs.amount && (
          <Field
            label="本次消费金额（元）"
            type="digit"
            value={proof.amount}
            maxLength={10}
            placeholder="例如 128.00"
            hint={price?.capFen ? `俱乐部最多支付 ${formatFen(price.capFen)}，超出部分由车主付` : ""}
            onChange={(amount) => onChange({ amount })}
          />
        )}
        {needs.photo && <PhotoField photoId={proof.photoId} onPhoto={(photoId) => onChange({ photoId })} />}
      </Card>
    </View>
  );
}
