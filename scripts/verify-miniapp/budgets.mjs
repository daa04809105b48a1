import { statSync } from "node:fs";
import path from "node:path";

const KB = 1024;
const MAIN_BYTES = 600 * KB;
const SUBPACKAGE_BYTES = 300 * KB;
const TOTAL_BYTES = 2.5 * KB * KB;
/** Lies in the build folder, but is not uploaded. */
const NOT_UPLOADED = /(\.LICENSE\.txt|\.map|project\.config\.json|project\.private\.config\.json)$/;

/** Sizes by package: the root "" is the main package. */
export function sizesOf(dist, { files, roots }) {
  const sizes = new Map([["", 0], ...roots.map((root) => [root, 0])]);
  for (const file of files.filter((name) => !NOT_UPLOADED.test(name))) {
    const root = roots.find((candidate) => file.startsWith(`${candidate}/`)) ?? "";
    sizes.set(root, sizes.get(root) + statSync(path.join(dist, file)).size);
  }
  return sizes;
}

export function checkBudgets(sizes) {
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const tooLarge = [...sizes].filter(([root, size]) => size > (root === "" ? MAIN_BYTES : SUBPACKAGE_BYTES));
  return [
    ...tooLarge.map(([root, size]) => `package ${root || "main"} has ${inKb(size)}`),
    ...(total > TOTAL_BYTES ? [`all packages have ${inKb(total)}`] : []),
  ];
}

export function inKb(bytes) {
  return `${Math.round(bytes / KB)} KB`;
}
