import {
  listProducts,
  MALL_CATEGORIES,
  MALL_CATEGORY_NAMES,
  type MallCategory,
  type MallSort,
} from "@club/shared/mall";
import { View } from "@tarojs/components";
import { useState } from "react";
import { useSession } from "../../lib/session";
import { usePaged } from "../../lib/use-paged";
import { usePageShare } from "../../platform/share";
import { Empty } from "../../ui/empty";
import { ErrorState } from "../../ui/error-state";
import { ListEnd } from "../../ui/list-end";
import { Page } from "../../ui/page";
import { Skeleton } from "../../ui/skeleton";
import { Tabs } from "../../ui/tabs";
import { BalanceLine } from "./balance-line";
import { Categories } from "./categories";
import { ProductLine } from "./product-line";
import { SearchBox } from "./search-box";

const SORTS: readonly { key: MallSort; title: string }[] = [
  { key: "recommended", title: "推荐" },
  { key: "priceAsc", title: "积分少" },
  { key: "priceDesc", title: "积分多" },
  { key: "newest", title: "新上架" },
];
const CATEGORIES = [
  { key: "all" as const, title: "全部" },
  ...MALL_CATEGORIES.map((key) => ({ key, title: MALL_CATEGORY_NAMES[key] })),
];

/** 积分商城: what points can be exchanged for. Visitors may look; members see what they cannot have, and why. */
export default function MallPage() {
  const session = useSession("member");
  const [category, setCategory] = useState<MallCategory | "all">("all");
  const [sort, setSort] = useState<MallSort>("recommended");
  const [q, setQ] = useState("");
  const input = { sort, ...(category !== "all" && { category }), ...(q !== "" && { q }) };
  const list = usePaged(listProducts, input, session ? { as: "member" } : {});
  const isNarrowed = category !== "all" || q !== "";
  const showAll = () => {
    setCategory("all");
    setQ("");
  };
  usePageShare({ title: "车主俱乐部积分商城", path: "pages/mall/index" });
  return (
    <Page asOf={list.asOf}>
      <BalanceLine />
      <SearchBox key={q} value={q} onSearch={setQ} />
      <Categories items={CATEGORIES} value={category} onChange={setCategory} />
      <Tabs items={SORTS} value={sort} onChange={setSort} />
      {list.status === "loading" && <Skeleton kind="cards" count={4} />}
      {list.status === "error" && list.error && <ErrorState error={list.error} onRetry={list.retry} />}
      {list.status === "ready" && list.items.length === 0 && isNarrowed && (
        <Empty
          art="search"
          title="没有找到这样的商品"
          note="换个词或分类试试。"
          action={{ text: "看看全部商品", onClick: showAll }}
        />
      )}
      {list.status === "ready" && list.items.length === 0 && !isNarrowed && (
        <Empty title="暂时没有可兑换的商品" note="商品上架后会显示在这里，积分会一直为您保留到有效期结束。" />
      )}
      <View>
        {list.items.map((product) => (
          <ProductLine key={product.id} product={product} />
        ))}
      </View>
      <ListEnd list={list} />
    </Page>
  );
}
