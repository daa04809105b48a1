import { SubNav } from "../../kit/SubNav";

const PAGES = [
  { path: "/mall", title: "商品" },
  { path: "/mall/orders", title: "订单" },
];

/** The pages of 积分商城, side by side. */
export function MallPages() {
  return <SubNav label="积分商城" items={PAGES} />;
}
