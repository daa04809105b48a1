import type { MallCategory, ProductKind, ProductPicture } from "@club/shared/mall";
import type { ProductInput, ProductItem, StaffProduct } from "@club/shared/mall-admin";
import { shanghaiDay, startOfShanghaiDay } from "@club/shared/time";
import { type TypedWindow, typedWindow, windowOf } from "../../kit/window";

/** One service of a product as it is typed. */
export type TypedItem =
  | { serviceId?: string; quantity?: number | null; validDays?: number | null; needsPlate?: boolean }
  | undefined;
/** The editor's fields. Days are Shanghai days; `closesOn` is the last day on which the product can be ordered. */
export type TypedProduct = TypedWindow & {
  kind: ProductKind;
  title: string;
  category: MallCategory;
  pictures: ProductPicture[];
  description: string;
  termsText?: string;
  pricePoints?: number | null;
  items: TypedItem[];
  stockTotal?: number | null;
  perMemberLimit?: number | null;
  cityCodes: string[];
  sortRank?: number | null;
};

export const NEW_ITEM = { quantity: 1, validDays: 90 };

/** A new product: one voucher, from today; a city's editor makes it for the own city. */
export function emptyProduct(cityCode: string | null, now: Date): TypedProduct {
  return {
    kind: "voucher",
    title: "",
    category: "wash",
    pictures: ["car-wash"],
    description: "",
    items: [NEW_ITEM],
    stockTotal: 100,
    perMemberLimit: 1,
    cityCodes: cityCode === null ? [] : [cityCode],
    sortRank: 100,
    opensOn: shanghaiDay(now),
  };
}

/** A saved product as the editor's fields; its stock is changed elsewhere. */
export function typedProduct(product: StaffProduct): TypedProduct {
  const { kind, title, category, pictures, description, pricePoints, perMemberLimit, cityCodes, sortRank } = product;
  return {
    ...{ kind, title, category, pictures, description, pricePoints, perMemberLimit, cityCodes, sortRank },
    termsText: product.terms.join("\n"),
    items: product.items.map(({ serviceId, quantity, validDays, plateBinding }) => {
      return { serviceId, quantity, validDays, needsPlate: plateBinding === "required" };
    }),
    ...typedWindow(product),
  };
}

/** What is sent. Empty fields are sent as what the server refuses, so that its sentence stands under them. */
export function productInputOf(typed: TypedProduct, kept?: Pick<StaffProduct, "opensAt" | "closesAt">): ProductInput {
  const { opensAt, closesAt } = windowOf(typed, kept);
  return {
    kind: typed.kind,
    title: typed.title,
    category: typed.category,
    pictures: typed.pictures,
    description: typed.description,
    terms: linesOf(typed.termsText),
    pricePoints: typed.pricePoints ?? 0,
    items: typed.kind === "goods" ? [] : itemsOf(typed),
    perMemberLimit: typed.perMemberLimit ?? null,
    opensAt: opensAt ?? "",
    closesAt,
    cityCodes: typed.cityCodes,
    sortRank: typed.sortRank ?? 0,
  };
}

/** A voucher has one service: what was typed for a bundle before stays in the form, but is not sent. */
function itemsOf({ kind, items }: Pick<TypedProduct, "kind" | "items">): ProductItem[] {
  return (kind === "voucher" ? items.slice(0, 1) : items).map((item) => ({
    serviceId: item?.serviceId ?? "",
    quantity: item?.quantity ?? 0,
    validDays: item?.validDays ?? 0,
    plateBinding: item?.needsPlate ? "required" : "none",
  }));
}

/** One line, one sentence. */
export function linesOf(text: string | undefined): string[] {
  return (text ?? "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** Why a member could not order today, as far as the product itself says; null when nothing stands against it. */
export function notOpenText({ opensOn, closesOn }: TypedWindow, now: Date): string | null {
  const today = shanghaiDay(now);
  if (opensOn && startOfShanghaiDay(opensOn) > now) return "还没有开始兑换";
  return closesOn && closesOn < today ? "兑换时间已结束" : null;
}
