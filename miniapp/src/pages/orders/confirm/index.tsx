import { getProduct, type ProductDetail } from "@club/shared/mall";
import { getMyLastAddress, type PlacedOrder } from "@club/shared/mall-orders";
import { useState } from "react";
import { goTab, useParams } from "../../../lib/nav";
import { useSession } from "../../../lib/session";
import { useQuery } from "../../../lib/use-query";
import { Empty } from "../../../ui/empty";
import { ErrorState } from "../../../ui/error-state";
import { Page } from "../../../ui/page";
import { SignInPrompt } from "../../../ui/sign-in-prompt";
import { Skeleton } from "../../../ui/skeleton";
import { OrderForm } from "./order-form";
import { Placed } from "./placed";

/** 确认兑换: how many, where to, and what it costs; then the order, once however often it is tapped. */
export default function ConfirmOrderPage() {
  const { id } = useParams<"id">();
  const session = useSession("member");
  if (session && id) return <ConfirmOrder id={id} />;
  return (
    <Page>
      {session ? (
        <Empty
          title="没有指定商品"
          note="请从积分商城里选择一件商品。"
          action={{ text: "去积分商城", onClick: () => goTab("mall") }}
        />
      ) : (
        <SignInPrompt what="要兑换的商品" />
      )}
    </Page>
  );
}

function ConfirmOrder({ id }: { id: string }) {
  const product = useQuery(getProduct, { productId: id }, { as: "member" });
  const [placed, setPlaced] = useState<PlacedOrder | null>(null);
  if (placed) return <Placed order={placed} />;
  if (product.status === "ready")
    return <WithAddress product={product.data} asOf={product.asOf} reload={product.reload} onPlaced={setPlaced} />;
  return (
    <Page>
      {product.status === "error" ? (
        <ErrorState error={product.error} onRetry={product.retry} />
      ) : (
        <Skeleton kind="page" />
      )}
    </Page>
  );
}

type WithAddressProps = {
  product: ProductDetail;
  asOf: Date | null;
  reload: () => Promise<void>;
  onPlaced: (order: PlacedOrder) => void;
};

/** Goods go to the address of the last order unless another is given. */
function WithAddress(props: WithAddressProps) {
  const last = useQuery(getMyLastAddress, props.product.needsAddress ? {} : null);
  if (last.status === "loading") {
    return (
      <Page>
        <Skeleton kind="page" />
      </Page>
    );
  }
  return <OrderForm {...props} lastAddress={last.status === "ready" ? last.data.address : null} />;
}
