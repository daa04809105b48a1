import {
  MALL_CATEGORY_NAMES,
  PRODUCT_KIND_NAMES,
  PRODUCT_STATUS_NAMES,
  type ProductCard,
  type ProductItemView,
} from "@club/shared/mall";
import type { StaffProduct } from "@club/shared/mall-admin";
import type { getCatalogue } from "../services/services.service";
import { type Reason, toRefusal } from "./mall.rules";
import { NO_END, type Product } from "./product.model";

type Catalogue = Awaited<ReturnType<typeof getCatalogue>>;

export function toItemViews(product: Pick<Product, "items">, catalogue: Catalogue): ProductItemView[] {
  return product.items.map(({ serviceId, quantity, validDays, plateBinding }) => {
    const service = catalogue.get(serviceId);
    return {
      ...{ serviceId, quantity, validDays, plateBinding },
      serviceName: service?.name ?? serviceId,
      icon: service?.icon ?? "gift-box",
    };
  });
}

/** What a product is, for members and staff. */
function commonFacts(product: Product) {
  const { _id, kind, title, category, pricePoints, stockLeft, perMemberLimit, opensAt, closesAt, cityCodes } = product;
  return {
    ...{ id: _id, kind, title, category, pricePoints, stockLeft, perMemberLimit, cityCodes },
    kindName: PRODUCT_KIND_NAMES[kind],
    categoryName: MALL_CATEGORY_NAMES[category],
    opensAt: opensAt.toISOString(),
    closesAt: closesAt < NO_END ? closesAt.toISOString() : null,
  };
}

export function toProductCard(product: Product, reasons: readonly Reason[]): ProductCard {
  return {
    ...commonFacts(product),
    picture: product.pictures[0] ?? "gift-box",
    soldCount: product.stockTotal - product.stockLeft,
    whyNot: reasons.map(toRefusal),
  };
}

export function toStaffProduct(product: Product, catalogue: Catalogue): StaffProduct {
  const { status, pictures, description, terms, stockTotal, sortRank, version, createdAt, updatedAt } = product;
  return {
    ...commonFacts(product),
    ...{ status, pictures, description, terms, stockTotal, sortRank, version },
    statusName: PRODUCT_STATUS_NAMES[status],
    items: toItemViews(product, catalogue),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
