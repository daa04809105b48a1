import { previewGiftPack } from "@club/shared/giftpack-grants";
import type { OutputOf } from "@club/shared/http";
import { isPhone, normalizePhone } from "@club/shared/phone";
import { Alert, Input } from "antd";
import { useState } from "react";
import { useApi, useAttempt } from "../../api/hooks";
import { useMay } from "../../app/me";
import { Section } from "../../kit/Page";
import { ErrorNote } from "../../kit/states";

type Answer = OutputOf<typeof previewGiftPack>;

/** Answers for one member: can this pack be claimed, and every reason why not. */
export function CanClaim({ packId }: { packId: string }) {
  const api = useApi();
  const may = useMay();
  const [answer, setAnswer] = useState<Answer | null>(null);
  const { attempt, isBusy, error, clear } = useAttempt();
  const [hint, setHint] = useState<string | null>(null);
  const ask = (typed: string) => {
    const phone = normalizePhone(typed);
    setAnswer(null);
    clear();
    setHint(typed === "" || isPhone(phone) ? null : "请填写 11 位手机号");
    if (isPhone(phone)) void attempt(async () => setAnswer(await api.call(previewGiftPack, { packId, phone })));
  };
  if (!may(previewGiftPack)) return null;
  return (
    <Section title="某位会员能不能领">
      <Input.Search
        allowClear
        style={{ maxWidth: 320 }}
        aria-label="会员手机号"
        placeholder="会员手机号"
        enterButton="查看"
        loading={isBusy}
        onSearch={ask}
      />
      <div style={{ marginTop: 12 }} aria-live="polite">
        {hint ? <Alert type="warning" showIcon title={hint} /> : null}
        {error ? <ErrorNote error={error} /> : null}
        {answer ? <Verdict answer={answer} /> : null}
      </div>
    </Section>
  );
}

function Verdict({ answer }: { answer: Answer }) {
  const used = `已得到 ${answer.usedCount} 份，每人最多 ${answer.perMemberLimit} 份`;
  if (answer.canClaim) return <Alert type="success" showIcon title="可以领取" description={used} />;
  return (
    <Alert
      type="warning"
      showIcon
      title="现在不能领取"
      description={
        <>
          {answer.reasons.map((reason) => (
            <div key={reason.code}>
              {reason.title}。{reason.next}
            </div>
          ))}
          <div>{used}</div>
        </>
      }
    />
  );
}
