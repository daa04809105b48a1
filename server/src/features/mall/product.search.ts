import { MALL_CATEGORY_NAMES } from "@club/shared/mall";
import { PROVINCE_CODE } from "@club/shared/regions";
import type { Product, ShelfRow } from "./product.model";

/*
 * By what a product is found. A product on sale has one row for everything it is found by (all, its category, every character and
 * every neighbouring pair of characters of its words), so that each list is one stretch of an index in its order.
 */

const EVERYTHING = "all";

/** Full-width forms, case, blanks and marks say nothing about what is meant. */
function plain(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}

/** Single characters and neighbouring pairs: "洗车券" → 洗 车 券 洗车 车券. */
function grams(text: string): string[] {
  const letters = Array.from(text);
  return [...letters, ...letters.slice(1).map((letter, index) => `${letters[index]}${letter}`)];
}

/** The rows of a product on sale. `serviceNames` are found as well as the title and the category's name. */
export function shelfRowsOf(product: Product, serviceNames: readonly string[]): ShelfRow[] {
  const { _id: productId, title, category, scopeCodes, sortRank, pricePoints, onSaleAt, closesAt } = product;
  const texts = [title, MALL_CATEGORY_NAMES[category], ...serviceNames].map(plain);
  const tokens = new Set([EVERYTHING, `category:${category}`, ...texts.flatMap(grams).map((gram) => `word:${gram}`)]);
  const facts = { productId, category, scopeCodes, sortRank, pricePoints, onSaleAt, closesAt, words: texts.join(" ") };
  return [...tokens].map((token) => ({ _id: `${token}:${productId}`, token, ...facts }));
}

type Wanted = { q?: string | undefined; category?: string | undefined; cityCode?: string | undefined };

/**
 * What the rows of a list must be: the rarest of what is asked for as the token, the rest compared with the rows that it brings.
 * Null when the words hold nothing to look for.
 */
export function shelfFilter({ q, category, cityCode }: Wanted): Record<string, unknown> | null {
  const city = cityCode === undefined ? {} : { scopeCodes: { $in: [PROVINCE_CODE, cityCode] } };
  if (q === undefined) return { token: category === undefined ? EVERYTHING : `category:${category}`, ...city };
  const words = plain(q);
  const [first = "", second = ""] = Array.from(words);
  if (first === "") return null;
  // Only letters and digits are left in the words: nothing in them can act as a pattern.
  const also = Array.from(words).length > 2 ? { words: { $regex: words } } : {};
  return { token: `word:${first}${second}`, ...also, ...(category === undefined ? {} : { category }), ...city };
}
