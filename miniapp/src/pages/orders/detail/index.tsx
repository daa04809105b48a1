import { cancelMyOrder, confirmMyReceipt, getMyOrder, type MyOrder } from "@club/shared/mall-orders";
import { View } from "@tarojs/components";
import { useState } from "react";
import { oldest } from "../../../lib/as-of";
import { replace, toTop, useParams } from "../../../lib/nav";
import { callOnce } from "../../../lib/once";
import { useSession } from "../../../lib/session";
import { useAction } from "../../../lib/use-action";
import { useQuery } from "../../../lib/use-query";
import { Button } from "../../../ui/button";
import { Empty } from "../../../ui/empty";
import { ErrorState } from "../../../ui/error-state";
import { Notice } from "../../../ui/notice";
import { Page } from "../../../ui/page";
import { SignInPrompt } from "../../../ui/sign-in-prompt";
import { Skeleton } from "../../../ui/skeleton";
import { confirm } from "../../../ui/toast";
import { cancelQuestion, refundText } from "../order-texts";
import styles from "../orders.module.scss";
import { OrderFacts } from "./order-facts";

/** One order: its state, vouchers or shipping, and what can still be done with it. */
export default function OrderPage() {
  const { id } = useParams<"id">();
  const session = useSession("member");
  if (session && id) return <Order id={id} />;
  return (
    <Page>
      {session ? (
        <Empty
          title="没有指定订单"
          note="请从我的订单里打开一个。"
          action={{ text: "我的订单", onClick: () => replace("orders") }}
        />
      ) : (
        <SignInPrompt what="这个订单" />
      )}
    </Page>
  );
}

function Order({ id }: { id: string }) {
  const order = useQuery(getMyOrder, { orderId: id });
  const [done, setDone] = useState("");
  /** What was done stands on top, where the new state is. */
  const say = (text: string) => {
    setDone(text);
    toTop();
  };
  const reload = async () => {
    if (order.status === "ready") await order.reload();
  };
  const cancel = useAction(async (asked: MyOrder) => {
    const content = cancelQuestion(asked);
    const isSure = await confirm({
      title: "取消订单",
      content,
      confirmText: "取消订单",
      cancelText: "再想想",
      danger: true,
    });
    if (!isSure) return;
    const after = await callOnce(cancelMyOrder, { orderId: id }, { intent: `order-cancel:${id}` }).finally(reload);
    say(`订单已取消，${refundText(after)}`);
  });
  const receive = useAction(async () => {
    const content = "确认后订单完成。没有收到商品时请先不要确认。";
    if (!(await confirm({ title: "确认收货", content, confirmText: "确认收货" }))) return;
    await callOnce(confirmMyReceipt, { orderId: id }, { intent: `order-receipt:${id}` }).finally(reload);
    say("已确认收货，订单完成");
  });
  const error = cancel.error ?? receive.error;
  return (
    <Page asOf={oldest(order)}>
      {order.status === "loading" && <Skeleton kind="page" />}
      {order.status === "error" && <ErrorState error={order.error} onRetry={order.retry} />}
      {done !== "" && <Notice tone="ok">{done}</Notice>}
      {error && (
        <Notice tone="danger">
          {error.isOffline ? "没有收到结果，请检查网络后再点一次，不会重复处理。" : error.sentence}
        </Notice>
      )}
      {order.status === "ready" && (
        <View>
          <OrderFacts order={order.data} />
          <View className={styles.actions}>
            {order.data.canConfirmReceipt && (
              <Button busy={receive.isRunning} onClick={() => receive.run()}>
                确认收货
              </Button>
            )}
            {order.data.whyNotCancel === null && (
              <Button kind="danger" busy={cancel.isRunning} onClick={() => cancel.run(order.data)}>
                取消订单
              </Button>
            )}
          </View>
        </View>
      )}
    </Page>
  );
}
