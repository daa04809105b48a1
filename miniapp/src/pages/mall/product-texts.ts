import type { ProductCard } from "@club/shared/mall";

/** From so few pieces on the stock is worth a word. */
const FEW = 10;

type StockFacts = Pick<ProductCard, "whyNot" | "stockLeft" | "soldCount">;

/** Whether the product can be had now, in a few words: the weightiest reason against it, else the stock. */
export function stockText({ whyNot, stockLeft, soldCount }: StockFacts): string {
  const [first] = whyNot;
  if (first) return first.title;
  if (stockLeft <= FEW) return `仅剩 ${stockLeft} 件`;
  return soldCount > 0 ? `已兑 ${soldCount} 件` : "可兑换";
}

/** Nothing but the member's own points may be missing: a goal, not a dead end. */
export function isWithinReach({ whyNot }: Pick<ProductCard, "whyNot">): boolean {
  return whyNot.every(({ code }) => code === "points.insufficient-balance");
}
