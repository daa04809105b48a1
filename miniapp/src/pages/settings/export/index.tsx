import { CONSENT_NAMES } from "@club/shared/auth";
import type { OutputOf } from "@club/shared/http";
import {
  type DataSection,
  exportMyData,
  getMe,
  MEMBER_STATUS_NAMES,
  MEMBER_TIER_NAMES,
  requestMySmsCode,
} from "@club/shared/members";
import { Text, View } from "@tarojs/components";
import Taro from "@tarojs/taro";
import { useState } from "react";
import { moment } from "../../../lib/format";
import { call } from "../../../lib/request";
import { useAction } from "../../../lib/use-action";
import { useQuery } from "../../../lib/use-query";
import { Button } from "../../../ui/button";
import { Cell, CellGroup } from "../../../ui/cell";
import { ErrorState } from "../../../ui/error-state";
import { Notice } from "../../../ui/notice";
import { Page } from "../../../ui/page";
import { SignInPrompt } from "../../../ui/sign-in-prompt";
import { Skeleton } from "../../../ui/skeleton";
import { SmsCodeField } from "../../../ui/sms-code-field";
import { toast } from "../../../ui/toast";
import styles from "../settings.module.scss";

type Exported = OutputOf<typeof exportMyData>;

/** Rows of a section that the page shows; the copy holds all of them. */
const SHOWN_ITEMS = 20;

/** Everything the club knows about the member, in plain text, after a code by SMS. It is shown, never stored on the phone. */
export default function ExportPage() {
  const me = useQuery(getMe, {});
  const [exported, setExported] = useState<Exported | null>(null);
  return (
    <Page footer={exported ? <Button onClick={() => copy(exported)}>复制全部资料</Button> : undefined}>
      {me.status === "idle" && <SignInPrompt what="您的资料" />}
      {me.status === "loading" && <Skeleton kind="rows" />}
      {me.status === "error" && <ErrorState error={me.error} onRetry={me.retry} />}
      {me.status === "ready" && !exported && <ExportForm phone={me.data.phone} onExported={setExported} />}
      {exported && <ExportedData exported={exported} />}
    </Page>
  );
}

function copy(exported: Exported): void {
  Taro.setClipboardData({ data: JSON.stringify(exported, null, 2) }).then(
    () => toast("已复制，请粘贴到您信任的地方保存"),
    () => toast("没有复制成功，请长按内容手动复制"),
  );
}

function ExportForm({ phone, onExported }: { phone: string | null; onExported: (exported: Exported) => void }) {
  const [smsCode, setSmsCode] = useState("");
  const get = useAction(async () => onExported(await call(exportMyData, { smsCode })));
  return (
    <View>
      <Text className={styles.lead}>
        导出的内容包括您的会员资料、同意记录、礼包、兑换券、核销、评价、积分、订单、提醒、车辆、驾驶证和违章记录，其中有完整的手机号、姓名、证件号、车牌、车架号和收货地址，请在安全的环境查看。
      </Text>
      <View className={styles.form}>
        <SmsCodeField phone={phone} send={() => call(requestMySmsCode, {})} value={smsCode} onChange={setSmsCode} />
      </View>
      {get.error && <Notice tone="danger">{get.error.sentence}</Notice>}
      <Button busy={get.isRunning} disabled={smsCode.length < 6} onClick={() => get.run()}>
        导出
      </Button>
    </View>
  );
}

function ExportedData({ exported }: { exported: Exported }) {
  const { member, consents, sections, exportedAt } = exported;
  const facts: [string, string | null][] = [
    ["会员号", member.memberNo],
    ["状态", MEMBER_STATUS_NAMES[member.status]],
    ["等级", MEMBER_TIER_NAMES[member.tier]],
    ["城市", member.cityName],
    ["手机号", member.phone],
    ["姓名", member.name],
    ["身份证号", member.idCard],
    ["微信标识", member.wechatOpenid],
    ["来源渠道", member.channelScene],
    ["注册时间", moment(member.registeredAt)],
    ["完善资料", member.completedAt === null ? null : moment(member.completedAt)],
  ];
  return (
    <View>
      <CellGroup title={`${moment(exportedAt)} 导出`}>
        {facts.map(([title, value]) => (
          <Cell key={title} title={title} value={value ?? "没有填写"} />
        ))}
      </CellGroup>
      <CellGroup title="同意记录">
        {consents.map(({ kind, version, at, withdrawnAt }) => (
          <Cell
            key={`${kind} ${version} ${at}`}
            title={CONSENT_NAMES[kind]}
            note={`${version} 版${withdrawnAt === null ? "" : `，${moment(withdrawnAt)} 撤回`}`}
            value={moment(at)}
          />
        ))}
      </CellGroup>
      {sections.map((section) => (
        <Section key={section.key} section={section} />
      ))}
    </View>
  );
}

/** One part of the club: how much it keeps, and the newest of it. */
function Section({ section: { title, items } }: { section: DataSection }) {
  const isLonger = items.length > SHOWN_ITEMS;
  return (
    <View>
      <CellGroup title={`${title} ${items.length} 条`}>
        {items.length === 0 && <Cell title={`没有${title}`} />}
        {items.slice(0, SHOWN_ITEMS).map((item) => (
          <Cell key={item.id} title={item.title} note={factsText(item.facts)} />
        ))}
      </CellGroup>
      {isLonger && <Text className={styles.note}>{`这里显示最新的 ${SHOWN_ITEMS} 条，复制的资料包含全部。`}</Text>}
    </View>
  );
}

function factsText(facts: DataSection["items"][number]["facts"]): string {
  return facts.map(({ label, value }) => `${label} ${value}`).join("；");
}
