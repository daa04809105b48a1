import { CONSENT_KINDS, CONSENT_NAMES, CONSENT_VERSIONS, type ConsentKind, REQUIRED_CONSENTS } from "@club/shared/auth";
import { type ConsentRecord, giveConsent, listMyConsents, withdrawConsent } from "@club/shared/members";
import { Text, View } from "@tarojs/components";
import { oldest } from "../../../lib/as-of";
import { moment } from "../../../lib/format";
import { go } from "../../../lib/nav";
import { call } from "../../../lib/request";
import { useAction } from "../../../lib/use-action";
import { useQuery } from "../../../lib/use-query";
import { Button } from "../../../ui/button";
import { CellGroup } from "../../../ui/cell";
import { ErrorState } from "../../../ui/error-state";
import { Notice } from "../../../ui/notice";
import { Page } from "../../../ui/page";
import { SignInPrompt } from "../../../ui/sign-in-prompt";
import { Skeleton } from "../../../ui/skeleton";
import { confirm, toast } from "../../../ui/toast";
import styles from "../settings.module.scss";

/** What this member has agreed to: version and time, to read again, to give or to take back. */
export default function ConsentsPage() {
  const consents = useQuery(listMyConsents, {});
  return (
    <Page asOf={oldest(consents)}>
      {consents.status === "idle" && <SignInPrompt what="您的授权" />}
      {consents.status === "loading" && <Skeleton kind="rows" count={4} />}
      {consents.status === "error" && <ErrorState error={consents.error} onRetry={consents.retry} />}
      {consents.status === "ready" && <Consents records={consents.data.items} onChanged={consents.reload} />}
    </Page>
  );
}

function Consents({ records, onChanged }: { records: readonly ConsentRecord[]; onChanged: () => Promise<void> }) {
  const give = useAction(async (kind: ConsentKind) => {
    await call(giveConsent, { kind, version: CONSENT_VERSIONS[kind] });
    toast("已同意");
    await onChanged();
  });
  const withdraw = useAction(async (kind: ConsentKind) => {
    const question = { title: "撤回同意", content: `不再同意《${CONSENT_NAMES[kind]}》？之后可以重新同意。` };
    if (!(await confirm({ ...question, confirmText: "撤回", danger: true }))) return;
    await call(withdrawConsent, { kind });
    toast("已撤回");
    await onChanged();
  });
  const error = give.error ?? withdraw.error;
  return (
    <View>
      {error && <Notice tone="danger">{error.sentence}</Notice>}
      <CellGroup>
        {CONSENT_KINDS.map((kind) => (
          <ConsentLine
            key={kind}
            kind={kind}
            record={latest(records, kind)}
            isBusy={give.isRunning || withdraw.isRunning}
            onGive={() => give.run(kind)}
            onWithdraw={() => withdraw.run(kind)}
          />
        ))}
      </CellGroup>
      <Text className={styles.note}>用户协议和隐私政策是使用服务所必需的；不再同意时，可以在设置里注销账号。</Text>
    </View>
  );
}

type ConsentLineProps = {
  kind: ConsentKind;
  record: ConsentRecord | null;
  isBusy: boolean;
  onGive: () => void;
  onWithdraw: () => void;
};

function ConsentLine({ kind, record, isBusy, onGive, onWithdraw }: ConsentLineProps) {
  const isGiven = record !== null && record.withdrawnAt === null;
  const isCurrent = isGiven && record.version === CONSENT_VERSIONS[kind];
  const isRequired = REQUIRED_CONSENTS.some((name) => name === kind);
  return (
    <View className={styles.consent}>
      <View className={styles.consentText}>
        <Text className={styles.consentName}>{CONSENT_NAMES[kind]}</Text>
        <Text className={styles.consentNote}>{noteOf(kind, record)}</Text>
      </View>
      <Button size="sm" kind="plain" label={`阅读${CONSENT_NAMES[kind]}`} onClick={() => go("document", { kind })}>
        阅读
      </Button>
      {!isCurrent && (isGiven || kind !== "sensitive") && (
        <Button size="sm" kind="secondary" disabled={isBusy} label={`同意${CONSENT_NAMES[kind]}`} onClick={onGive}>
          同意
        </Button>
      )}
      {isCurrent && !isRequired && (
        <Button size="sm" kind="danger" disabled={isBusy} label={`撤回${CONSENT_NAMES[kind]}`} onClick={onWithdraw}>
          撤回
        </Button>
      )}
    </View>
  );
}

function noteOf(kind: ConsentKind, record: ConsentRecord | null): string {
  if (record === null) return "未同意";
  if (record.withdrawnAt !== null) return `${moment(record.withdrawnAt)} 已撤回`;
  const given = `${moment(record.at)} 同意 ${record.version} 版`;
  return record.version === CONSENT_VERSIONS[kind] ? given : `${given}，现在是 ${CONSENT_VERSIONS[kind]} 版`;
}

/** The record of a kind that counts: the last one given. */
function latest(records: readonly ConsentRecord[], kind: ConsentKind): ConsentRecord | null {
  const own = records.filter((record) => record.kind === kind);
  return own.reduce<ConsentRecord | null>((last, next) => (last === null || next.at > last.at ? next : last), null);
}
