import { newId, randomCode, randomSecret } from "./ids";

test("ids are 20 base62 characters, all different, and sort by the moment of creation", () => {
  const ids = Array.from({ length: 20_000 }, newId);
  expect(new Set(ids).size).toBe(20_000);
  for (const id of ids) expect(id).toMatch(/^[0-9A-Za-z]{20}$/);
  const prefixes = ids.map((id) => id.slice(0, 8));
  expect([...prefixes].sort()).toEqual(prefixes);
});

test("every symbol of the alphabet is about equally likely at every place of a code", () => {
  const draws = 32_000;
  const counts = new Map<string, number>();
  for (let index = 0; index < draws / 8; index += 1) {
    for (const symbol of randomCode(8)) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
  }
  expect([...counts.keys()].sort().join("")).toBe("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
  // Chi-square with 31 degrees of freedom: above 80 is less likely than 1 in 100,000.
  const expected = draws / 32;
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(chiSquare).toBeLessThan(80);
});

test("secrets have the length asked for and no bias towards the first symbols", () => {
  const text = Array.from({ length: 1000 }, () => randomSecret(62)).join("");
  expect(text).toHaveLength(62_000);
  const firstEight = [...text].filter((symbol) => symbol < "8").length;
  expect(Math.abs(firstEight - 8000)).toBeLessThan(500);
});
