import type { ProductDetail } from "@club/shared/mall";
import { type OrderAddress, type PlacedOrder, placeOrder } from "@club/shared/mall-orders";
import { formatPoints } from "@club/shared/points";
import { View } from "@tarojs/components";
import { useState } from "react";
import { type ApiError, asApiError } from "../../../lib/api-error";
import { go } from "../../../lib/nav";
import { callOnce, isDecided, unanswered } from "../../../lib/once";
import { useAction } from "../../../lib/use-action";
import { Button } from "../../../ui/button";
import { Notice } from "../../../ui/notice";
import { Page } from "../../../ui/page";
import styles from "../orders.module.scss";
import { type AddressFaults, AddressFields, EMPTY_ADDRESS, faultsOf } from "./address-fields";
import { AttemptCard, ProductHead, QuantityCard, SumCard } from "./order-cards";

type OrderFormProps = {
  product: ProductDetail;
  /** Set when the product was remembered. */
  asOf: Date | null;
  lastAddress: OrderAddress | null;
  reload: () => Promise<void>;
  onPlaced: (order: PlacedOrder) => void;
};
/** What is sent; the price is the one that is shown. */
export type Attempt = { productId: string; quantity: number; unitPoints: number; address?: OrderAddress | undefined };

/** An attempt whose answer never came, kept over the end of the program. */
function openAttempt(intent: string): Attempt | null {
  const parsed = placeOrder.body.safeParse(unanswered(intent));
  return parsed.success ? parsed.data : null;
}

/**
 * Fills in an order. As long as the answer of an attempt is not known, nothing can be changed and only that attempt can be sent
 * again, so that it cannot become two orders.
 */
export function OrderForm({ product, asOf, lastAddress, reload, onPlaced }: OrderFormProps) {
  const intent = `order:${product.id}`;
  const [wanted, setWanted] = useState(1);
  const [address, setAddress] = useState(lastAddress ?? EMPTY_ADDRESS);
  const [isChecked, setIsChecked] = useState(false);
  const [pending, setPending] = useState(() => openAttempt(intent));
  const quantity = Math.max(1, Math.min(wanted, product.maxQuantity));
  const faults = product.needsAddress ? faultsOf(address) : {};
  const order = useAction(async (attempt: Attempt) => {
    try {
      onPlaced(await callOnce(placeOrder, attempt, { intent }));
    } catch (failure) {
      const error = asApiError(failure);
      setPending(isDecided(error) ? null : attempt);
      if (isDecided(error)) await reload();
      throw error;
    }
  });
  const submit = () => {
    setIsChecked(true);
    if (pending) return order.run(pending);
    if (Object.keys(faults).length > 0) return;
    const where = product.needsAddress ? { address } : {};
    // As the contract writes it, so that it is word for word the same when it is sent again.
    const asked = placeOrder.body.parse({ productId: product.id, quantity, unitPoints: product.pricePoints, ...where });
    order.run(asked);
  };
  const total = pending ? pending.quantity * pending.unitPoints : quantity * product.pricePoints;
  const canOrder = pending !== null || product.whyNot.length === 0;
  return (
    <Page
      asOf={asOf}
      footer={
        <Submit total={total} isBusy={order.isRunning} canOrder={canOrder} isAgain={pending !== null} onTap={submit} />
      }
    >
      <Outcome error={order.error} isPending={pending !== null} product={product} />
      <ProductHead product={product} />
      <View className={styles.middle}>
        {pending && <AttemptCard attempt={pending} />}
        {!pending && <QuantityCard product={product} quantity={quantity} onChange={setWanted} />}
        {!pending && product.needsAddress && (
          <AddressFields value={address} onChange={setAddress} faults={shownFaults(faults, isChecked, order.error)} />
        )}
      </View>
      <SumCard total={total} balance={pending ? null : product.balancePoints} />
    </Page>
  );
}

/** The form's own sentences once it was sent, and the server's. */
function shownFaults(faults: AddressFaults, isChecked: boolean, error: ApiError | null): AddressFaults {
  if (isChecked && Object.keys(faults).length > 0) return faults;
  const said = Object.entries(error?.fields ?? {}).filter(([path]) => path.startsWith("address."));
  return Object.fromEntries(said.map(([path, sentence]) => [path.slice("address.".length), sentence]));
}

type OutcomeProps = { error: ApiError | null; isPending: boolean; product: ProductDetail };

/** What became of the attempt, or why there can be none. */
function Outcome({ error, isPending, product }: OutcomeProps) {
  if (isPending) {
    return (
      <Notice tone="warn" action={{ text: "我的订单", onClick: () => go("orders") }}>
        没有收到兑换结果。请检查网络后点「再试一次」，不会重复扣积分。
      </Notice>
    );
  }
  if (error) return <Notice tone="danger">{error.sentence}</Notice>;
  const [refusal] = product.whyNot;
  return refusal ? <Notice tone="warn">{`${refusal.title}。${refusal.next}`}</Notice> : null;
}

type SubmitProps = { total: number; isBusy: boolean; canOrder: boolean; isAgain: boolean; onTap: () => void };

function Submit({ total, isBusy, canOrder, isAgain, onTap }: SubmitProps) {
  const text = isAgain ? "再试一次" : `用 ${formatPoints(total)}兑换`;
  return (
    <Button busy={isBusy} disabled={!canOrder} onClick={onTap}>
      {isBusy ? "正在兑换" : text}
    </Button>
  );
}
