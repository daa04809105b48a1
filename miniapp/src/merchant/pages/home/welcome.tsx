import { loginClerkByWechat } from "@club/shared/merchant-clerks";
import { Text, View } from "@tarojs/components";
import { go, goTab } from "../../../lib/nav";
import { call } from "../../../lib/request";
import { saveSession } from "../../../lib/session";
import { useAction } from "../../../lib/use-action";
import { loginCode } from "../../../platform/login";
import { Button } from "../../../ui/button";
import { Card } from "../../../ui/card";
import { Cell, CellGroup } from "../../../ui/cell";
import { Icon } from "../../../ui/icon";
import { Notice } from "../../../ui/notice";
import { Page } from "../../../ui/page";
import styles from "./index.module.scss";

/** For who is not signed in as a clerk: sign in, join, or go back to being a member. */
export function Welcome() {
  const login = useAction(async () => {
    saveSession("clerk", await call(loginClerkByWechat, { loginCode: await loginCode() }), { isByWechat: true });
  });
  return (
    <Page>
      <Card>
        <View className={styles.welcome}>
          <View className={styles.badge}>
            <Icon name="store" size={32} />
          </View>
          <Text className={styles.title}>商户工作台</Text>
          <Text className={styles.soft}>扫码核销车主的兑换券，看今天做了多少</Text>
        </View>
        {login.error && (
          <View className={styles.notice}>
            <Notice tone="warn">
              <Text>{login.error.sentence}</Text>
            </Notice>
          </View>
        )}
        <Button busy={login.isRunning} onClick={login.run}>
          微信登录
        </Button>
      </Card>
      <View className={styles.others}>
        <CellGroup title="其他方式">
          <Cell icon="phone" title="用手机号和密码登录" onClick={() => go("clerkLogin")} />
          <Cell
            icon="plus"
            title="我有邀请码"
            note="店主或俱乐部发给您的 12 位邀请码"
            onClick={() => go("clerkJoin")}
          />
          <Cell icon="user" title="我是车主，先不登录商户" onClick={() => goTab("me")} />
        </CellGroup>
      </View>
    </Page>
  );
}
