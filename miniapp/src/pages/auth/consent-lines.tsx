import { CONSENT_NAMES, CONSENT_VERSIONS, type ConsentKind, REQUIRED_CONSENTS } from "@club/shared/auth";
import { Text, View } from "@tarojs/components";
import { go } from "../../lib/nav";
import { Checkbox } from "../../ui/checkbox";
import { spoken } from "../../ui/spoken";
import styles from "./auth.module.scss";

export type Agreed = { required: boolean; marketing: boolean };

/** What was ticked as the contract wants it: kind and the version of the text that was shown. */
export function consentsOf({ required, marketing }: Agreed): { kind: ConsentKind; version: string }[] {
  const kinds: ConsentKind[] = [...(required ? REQUIRED_CONSENTS : []), ...(marketing ? (["marketing"] as const) : [])];
  return kinds.map((kind) => ({ kind, version: CONSENT_VERSIONS[kind] }));
}

/** The agreements with their texts a tap away. Nothing is ticked beforehand. */
export function ConsentLines({ value, onChange }: { value: Agreed; onChange: (value: Agreed) => void }) {
  return (
    <View className={styles.consents}>
      <Checkbox
        label="我已阅读并同意用户协议和隐私政策"
        checked={value.required}
        onChange={(required) => onChange({ ...value, required })}
      >
        <View className={styles.linkLine}>
          <Text>我已阅读并同意</Text>
          <DocumentLink kind="terms" />
          <DocumentLink kind="privacy" />
        </View>
      </Checkbox>
      <Checkbox
        label="愿意接收活动和优惠通知，可以不选"
        checked={value.marketing}
        onChange={(marketing) => onChange({ ...value, marketing })}
      >
        <View className={styles.linkLine}>
          <Text>愿意接收</Text>
          <DocumentLink kind="marketing" />
          <Text>（可不选）</Text>
        </View>
      </Checkbox>
    </View>
  );
}

/** Opens the text of one agreement. */
export function DocumentLink({ kind }: { kind: ConsentKind }) {
  const open = () => go("document", { kind });
  return (
    <View className={styles.documentLink} onClick={open} {...spoken("button", `阅读${CONSENT_NAMES[kind]}`)}>
      <Text>{`《${CONSENT_NAMES[kind]}》`}</Text>
    </View>
  );
}
