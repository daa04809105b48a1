import { logout } from "@club/shared/auth";
import { getMe, updateMe } from "@club/shared/members";
import { cityName } from "@club/shared/regions";
import { View } from "@tarojs/components";
import { useState } from "react";
import { oldest } from "../../lib/as-of";
import { go, goTab } from "../../lib/nav";
import { call } from "../../lib/request";
import { signOut } from "../../lib/session";
import { useAction } from "../../lib/use-action";
import { useQuery } from "../../lib/use-query";
import { Button } from "../../ui/button";
import { Cell, CellGroup } from "../../ui/cell";
import { CitySheet } from "../../ui/city-sheet";
import { ErrorState } from "../../ui/error-state";
import { Notice } from "../../ui/notice";
import { Page } from "../../ui/page";
import { Skeleton } from "../../ui/skeleton";
import { confirm, toast } from "../../ui/toast";
import styles from "./settings.module.scss";

/** The account, privacy, and the two ways out: signing out and closing the account. */
export default function SettingsPage() {
  const me = useQuery(getMe, {});
  return (
    <Page asOf={oldest(me)}>
      {me.status === "loading" && <Skeleton kind="rows" />}
      {me.status === "error" && <ErrorState error={me.error} onRetry={me.retry} />}
      {me.status === "ready" && <Account me={me.data} onChanged={me.reload} />}
      <CellGroup title="协议和隐私">
        <Cell title="用户协议" icon="document" onClick={() => go("document", { kind: "terms" })} />
        <Cell title="隐私政策" icon="shield" onClick={() => go("document", { kind: "privacy" })} />
        {me.status === "ready" && (
          <>
            <Cell title="我的授权" note="查看、给出或撤回同意" icon="check" onClick={() => go("consents")} />
            <Cell title="导出我的资料" icon="download" onClick={() => go("exportData")} />
          </>
        )}
      </CellGroup>
      {me.status !== "idle" && <Leaving isClosing={me.status === "ready" && me.data.status === "closing"} />}
    </Page>
  );
}

type Me = { phone: string | null; cityCode: string; hasPassword: boolean; status: string };

function Account({ me, onChanged }: { me: Me; onChanged: () => Promise<void> }) {
  const [isChoosing, setIsChoosing] = useState(false);
  const move = useAction(async (cityCode: string) => {
    await call(updateMe, { cityCode });
    toast(`所在城市已改为${cityName(cityCode)}`);
    await onChanged();
  });
  const pick = (cityCode: string) => {
    setIsChoosing(false);
    if (cityCode !== me.cityCode) move.run(cityCode);
  };
  return (
    <View>
      {move.error && <Notice tone="danger">{move.error.sentence}</Notice>}
      <CellGroup title="账号">
        <Cell title="手机号" icon="phone" value={me.phone ?? "未绑定"} />
        <Cell title="所在城市" icon="city" value={cityName(me.cityCode)} onClick={() => setIsChoosing(true)} />
        {me.status === "registered" && (
          <Cell title="完善资料" note="成为高级会员" icon="edit" onClick={() => go("complete")} />
        )}
        <Cell
          title="登录密码"
          icon="lock"
          value={me.hasPassword ? "已设置" : "未设置"}
          onClick={() => go("password")}
        />
      </CellGroup>
      <CitySheet open={isChoosing} value={me.cityCode} onPick={pick} onClose={() => setIsChoosing(false)} />
    </View>
  );
}

function Leaving({ isClosing }: { isClosing: boolean }) {
  const leave = useAction(async () => {
    const question = { title: "退出登录", content: "礼包和兑换券都会保留，下次登录即可使用。", confirmText: "退出" };
    if (!(await confirm(question))) return;
    // Signed out on this phone even when the server cannot be told.
    await call(logout, {}, { as: "member" }).catch(() => undefined);
    signOut("member");
    toast("已退出登录");
    goTab("home");
  });
  return (
    <View>
      <CellGroup>
        <Cell
          title="注销账号"
          icon="trash"
          danger
          {...(isClosing && { value: "冷静期中" })}
          onClick={() => go("close")}
        />
      </CellGroup>
      <View className={styles.out}>
        <Button kind="secondary" busy={leave.isRunning} onClick={() => leave.run()}>
          退出登录
        </Button>
      </View>
    </View>
  );
}
