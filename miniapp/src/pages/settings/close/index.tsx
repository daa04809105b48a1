import { CLOSING_DAYS, cancelClosing, closeMe, getMe, requestMySmsCode } from "@club/shared/members";
import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { oldest } from "../../../lib/as-of";
import { moment } from "../../../lib/format";
import { back } from "../../../lib/nav";
import { call } from "../../../lib/request";
import { useAction } from "../../../lib/use-action";
import { useQuery } from "../../../lib/use-query";
import { Button } from "../../../ui/button";
import { Card } from "../../../ui/card";
import { Checkbox } from "../../../ui/checkbox";
import { ErrorState } from "../../../ui/error-state";
import { Notice } from "../../../ui/notice";
import { Page } from "../../../ui/page";
import { SignInPrompt } from "../../../ui/sign-in-prompt";
import { Skeleton } from "../../../ui/skeleton";
import { SmsCodeField } from "../../../ui/sms-code-field";
import { toast } from "../../../ui/toast";
import styles from "../settings.module.scss";

const CONSEQUENCES = [
  `申请后有 ${CLOSING_DAYS} 天冷静期，期间可以随时撤销`,
  "冷静期内不能领取新的礼包",
  "期满后删除手机号、姓名、身份证号和微信绑定，不能恢复",
  "车辆、驾驶证、违章记录和提醒一并删除",
  "没有领取的礼包和没有使用的兑换券一并失效，剩余积分清零",
  "没有发货的积分订单会取消，已发货的按完成处理，收货地址删除",
  "礼包、兑换券、核销、积分和订单的记录会保留，但不再有您的姓名和手机号",
];

/** 注销账号: what it means, the proof by SMS, and changing one's mind during the cooling-off. */
export default function ClosePage() {
  const me = useQuery(getMe, {});
  return (
    <Page asOf={oldest(me)}>
      {me.status === "idle" && <SignInPrompt what="账号设置" />}
      {me.status === "loading" && <Skeleton kind="rows" />}
      {me.status === "error" && <ErrorState error={me.error} onRetry={me.retry} />}
      {me.status === "ready" && me.data.closesAt === null && <CloseForm phone={me.data.phone} onDone={me.reload} />}
      {me.status === "ready" && me.data.closesAt !== null && <Closing closesAt={me.data.closesAt} onDone={me.reload} />}
    </Page>
  );
}

function CloseForm({ phone, onDone }: { phone: string | null; onDone: () => Promise<void> }) {
  const [smsCode, setSmsCode] = useState("");
  const [isSure, setIsSure] = useState(false);
  const close = useAction(async () => {
    await call(closeMe, { smsCode });
    await onDone();
  });
  return (
    <View>
      <Card title="注销账号意味着">
        {CONSEQUENCES.map((line, index) => (
          <Text key={line} className={styles.consequence}>{`${index + 1}. ${line}`}</Text>
        ))}
      </Card>
      <View className={styles.form}>
        <SmsCodeField phone={phone} send={() => call(requestMySmsCode, {})} value={smsCode} onChange={setSmsCode} />
        <Checkbox label="我已了解注销的后果" checked={isSure} onChange={setIsSure}>
          <Text>我已了解以上后果</Text>
        </Checkbox>
      </View>
      {close.error && <Notice tone="danger">{close.error.sentence}</Notice>}
      <View className={styles.actions}>
        <Button
          kind="danger"
          busy={close.isRunning}
          disabled={!isSure || smsCode.length < 6}
          onClick={() => close.run()}
        >
          申请注销账号
        </Button>
        <Button kind="plain" onClick={back}>
          不注销了
        </Button>
      </View>
    </View>
  );
}

function Closing({ closesAt, onDone }: { closesAt: string; onDone: () => Promise<void> }) {
  const keep = useAction(async () => {
    await call(cancelClosing, {});
    toast("已撤销注销，欢迎回来");
    await onDone();
  });
  return (
    <View>
      <Card title="账号在注销冷静期">
        <Text className={styles.consequence}>{`${moment(closesAt)} 之后会删除您的个人信息，不能恢复。`}</Text>
        <Text className={styles.consequence}>在那之前撤销，礼包、兑换券、积分和车辆资料都会保留。</Text>
      </Card>
      {keep.error && <Notice tone="danger">{keep.error.sentence}</Notice>}
      <View className={styles.actions}>
        <Button busy={keep.isRunning} onClick={() => keep.run()}>
          撤销注销，继续使用
        </Button>
        <Button kind="plain" onClick={back}>
          返回
        </Button>
      </View>
    </View>
  );
}
