import { getMe, MEMBER_TIER_NAMES, type MemberView } from "@club/shared/members";
import { formatPoints } from "@club/shared/points";
import { getMyPoints } from "@club/shared/points-account";
import { cityName } from "@club/shared/regions";
import { Text, View } from "@tarojs/components";
import { oldest } from "../../lib/as-of";
import { go } from "../../lib/nav";
import { useSession } from "../../lib/session";
import { useQuery } from "../../lib/use-query";
import { Button } from "../../ui/button";
import { Cell, CellGroup } from "../../ui/cell";
import { ErrorState } from "../../ui/error-state";
import { Icon } from "../../ui/icon";
import { Page } from "../../ui/page";
import { Skeleton } from "../../ui/skeleton";
import { Tag } from "../../ui/tag";
import { CarCells } from "./car-cells";
import styles from "./me.module.scss";

/** 我的: who I am here, what I have, and the way to the merchant side for those who also work there. */
export default function MePage() {
  const clerk = useSession("clerk");
  const me = useQuery(getMe, {});
  return (
    <Page asOf={oldest(me)}>
      <View className={styles.head}>
        {me.status === "idle" && <Visitor />}
        {me.status === "loading" && <Skeleton kind="rows" count={1} />}
        {me.status === "error" && <ErrorState error={me.error} onRetry={me.retry} />}
        {me.status === "ready" && <Member me={me.data} />}
      </View>
      <CellGroup>
        <Cell icon="gift" title="我的礼包" onClick={() => go("packs")} />
        <Cell icon="ticket" title="我的兑换券" onClick={() => go("vouchers")} />
        <PointsCell />
        <Cell icon="calendar" title="每日签到" onClick={() => go("checkIn")} />
        <Cell icon="bag" title="我的订单" onClick={() => go("orders")} />
      </CellGroup>
      {me.status !== "idle" && <CarCells />}
      <CellGroup>
        <Cell
          icon="store"
          title={clerk ? "商户工作台" : "我是商户核销员"}
          note={clerk ? "扫码核销、今日记录" : "凭邀请码加入，或登录已有的商户身份"}
          onClick={() => go("clerkHome")}
        />
      </CellGroup>
      <CellGroup>
        <Cell icon="gear" title="设置" onClick={() => go("settings")} />
        <Cell icon="shield" title="隐私政策" onClick={() => go("document", { kind: "privacy" })} />
      </CellGroup>
    </Page>
  );
}

/** The balance in the list, as soon as it is known. */
function PointsCell() {
  const mine = useQuery(getMyPoints, {});
  const known = mine.status === "ready" && { value: formatPoints(mine.data.balancePoints) };
  return <Cell icon="coin" title="我的积分" {...known} onClick={() => go("points")} />;
}

function Visitor() {
  return (
    <View className={styles.visitor}>
      <View className={styles.avatar}>
        <Icon name="user" size={30} />
      </View>
      <View className={styles.text}>
        <Text className={styles.name}>未登录</Text>
        <Text className={styles.note}>登录后查看礼包、兑换券和积分</Text>
      </View>
      <Button size="sm" onClick={() => go("auth")}>
        登录
      </Button>
    </View>
  );
}

function Member({ me }: { me: MemberView }) {
  return (
    <View>
      <View className={styles.visitor}>
        <View className={styles.avatar}>
          <Icon name="user" size={30} />
        </View>
        <View className={styles.text}>
          <View className={styles.nameLine}>
            <Text className={styles.name}>{me.name ?? me.phone ?? "会员"}</Text>
            <Tag tone={me.tier === "senior" ? "accent" : "plain"}>{MEMBER_TIER_NAMES[me.tier]}</Tag>
          </View>
          <Text className={styles.note}>
            {[me.name && me.phone, cityName(me.cityCode)].filter(Boolean).join(" · ")}
          </Text>
          <Text className={styles.note}>{`会员号 ${me.memberNo}`}</Text>
        </View>
      </View>
      {me.status === "registered" && (
        <View className={styles.complete}>
          <Text className={styles.completeText}>完善资料，成为高级会员</Text>
          <Button size="sm" kind="secondary" onClick={() => go("complete")}>
            去完善
          </Button>
        </View>
      )}
    </View>
  );
}
