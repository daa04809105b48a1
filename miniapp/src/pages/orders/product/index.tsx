import { getProduct, type ProductDetail } from "@club/shared/mall";
import { Text, View } from "@tarojs/components";
import { go, goTab, useParams } from "../../../lib/nav";
import { useSession } from "../../../lib/session";
import { useQuery } from "../../../lib/use-query";
import { usePageShare } from "../../../platform/share";
import { Button } from "../../../ui/button";
import { Card } from "../../../ui/card";
import { Empty } from "../../../ui/empty";
import { ErrorState } from "../../../ui/error-state";
import { Page } from "../../../ui/page";
import { Points } from "../../../ui/points";
import { ServiceIcon } from "../../../ui/service-icon";
import { Skeleton } from "../../../ui/skeleton";
import { Tag } from "../../../ui/tag";
import { limitsText, whereText, windowText } from "../order-texts";
import styles from "../orders.module.scss";

/** One product: what it gives, what it costs, and why it cannot be had, with the next step. Visitors may look. */
export default function ProductPage() {
  const { id } = useParams<"id">();
  if (id) return <Product id={id} />;
  return (
    <Page>
      <Empty
        title="没有指定商品"
        note="请从积分商城里打开一件商品。"
        action={{ text: "去积分商城", onClick: () => goTab("mall") }}
      />
    </Page>
  );
}

function Product({ id }: { id: string }) {
  const session = useSession("member");
  const product = useQuery(getProduct, { productId: id }, session ? { as: "member" } : {});
  usePageShare({
    title: product.status === "ready" ? `积分商城：${product.data.title}` : "车主俱乐部积分商城",
    path: `pages/orders/product/index?id=${id}`,
  });
  if (product.status === "ready") {
    return (
      <Page asOf={product.asOf} footer={<ProductAction product={product.data} isMember={session !== null} />}>
        <ProductFacts product={product.data} />
      </Page>
    );
  }
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

function ProductFacts({ product }: { product: ProductDetail }) {
  const { title, picture, pictures, pricePoints, kindName, categoryName, description, terms } = product;
  const shown = [...new Set([picture, ...pictures])];
  return (
    <View>
      <Card>
        <View className={styles.pictures}>
          {shown.map((key) => (
            <ServiceIcon key={key} icon={key} size={shown.length > 1 ? 88 : 120} />
          ))}
        </View>
        <Text className={styles.productTitle}>{title}</Text>
        <View className={styles.price}>
          <Points value={pricePoints} size="lg" />
        </View>
        <View className={styles.tags}>
          <Tag tone="accent">{kindName}</Tag>
          <Tag>{categoryName}</Tag>
        </View>
        {[limitsText(product), windowText(product), whereText(product)].filter(Boolean).map((text) => (
          <Text key={text} className={styles.fact}>
            {text}
          </Text>
        ))}
      </Card>
      <Items product={product} />
      {description !== "" && (
        <Card title="商品介绍">
          <Text className={styles.paragraph}>{description}</Text>
        </Card>
      )}
      {terms.length > 0 && (
        <Card title="兑换须知">
          {terms.map((term, index) => (
            <Text key={term} className={styles.paragraph}>{`${index + 1}. ${term}`}</Text>
          ))}
        </Card>
      )}
    </View>
  );
}

/** What one piece gives, for vouchers and bundles. */
function Items({ product: { items } }: { product: ProductDetail }) {
  if (items.length === 0) return null;
  return (
    <Card title="兑换后得到">
      {items.map(({ serviceId, serviceName, icon, quantity, validDays }) => (
        <View key={serviceId} className={styles.item}>
          <ServiceIcon icon={icon} />
          <View className={styles.itemText}>
            <Text className={styles.itemName}>{`${serviceName}兑换券`}</Text>
            <Text className={styles.note}>{`兑换后 ${validDays} 天内有效`}</Text>
          </View>
          <Text className={styles.quantity}>{`${quantity} 张`}</Text>
        </View>
      ))}
    </Card>
  );
}

/** The way on: order, sign in, or what is in the way and how to go about it. */
function ProductAction({ product, isMember }: { product: ProductDetail; isMember: boolean }) {
  const [refusal] = product.whyNot;
  if (refusal) {
    const isShort = refusal.code === "points.insufficient-balance";
    return (
      <View>
        <Text className={styles.whyNot}>{`${refusal.title}。${refusal.next}`}</Text>
        <Button kind="secondary" onClick={() => (isShort ? go("earn") : goTab("mall"))}>
          {isShort ? "怎样赚积分" : "看看其他商品"}
        </Button>
      </View>
    );
  }
  if (!isMember) return <Button onClick={() => go("auth")}>登录后兑换</Button>;
  return <Button onClick={() => go("confirmOrder", { id: product.id })}>立即兑换</Button>;
}
