// Looks at a page: nothing sticks out, axe finds nothing serious; and takes its picture when pictures are wanted.
import { mkdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { layoutFaults } from "./layout.mjs";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const MOST_BYTES = 150 * 1024;
/** A card's spoken name sums up what stands on it, as WeChat's readers need. */
const NOT_FOR_PHONES = ["label-content-name-mismatch"];
/** The preview's drawing of WeChat's own passing message: it may come up in the midst of a look, half faded in. */
const WECHATS_MESSAGE = ".taro__toast";
const QUALITIES = [72, 55, 40, 25];

/** @param {{ report: object, folder: string | null }} options `folder` = where pictures go, null = none are taken */
export function createEye({ report, folder }) {
  if (folder !== null) mkdirSync(folder, { recursive: true });
  /**
   * @param {import("playwright-core").Page} page
   * @param {string} name of the page and its state, also the picture's: "m-home-guest"
   * @param {{ withAxe?: boolean, photo?: boolean, whole?: boolean }} options `whole` = the picture shows what is below as well
   */
  return async function look(page, name, { withAxe = true, photo = true, whole = false } = {}) {
    await settle(page);
    const faults = await page.evaluate(layoutFaults, { isTouch: isPhone(page) });
    if (withAxe) faults.push(...(await axeFaults(page)));
    if (folder !== null && photo) faults.push(...(await take(page, path.join(folder, `${name}.jpg`), whole)));
    if (faults.length === 0) return report.pass();
    report.fail(`${name} looks right`, faults.join("\n"));
    await report.picture(page, name);
  };
}

/** The same eye without axe: for pages whose colours and names another scene has looked at, on another window or as somebody else. */
export const withoutAxe =
  (look) =>
  (page, name, options = {}) =>
    look(page, name, { ...options, withAxe: false });

const isPhone = (page) => new URL(page.url()).pathname.startsWith("/m/");

/** Fonts and pictures are there, nothing moves any more, and no passing message lies over what is looked at. */
async function settle(page) {
  await noMessage(page);
  await page.evaluate(async () => {
    await document.fonts.ready;
    const images = [...document.images].filter((image) => !image.complete && image.checkVisibility());
    await Promise.all(images.map((image) => image.decode().catch(() => undefined)));
    const moving = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
    await Promise.all(moving.map((animation) => animation.finished.catch(() => undefined)));
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  });
  await noMessage(page);
}

const noMessage = (page) =>
  page.waitForFunction(
    (message) => [...document.querySelectorAll(message)].every((toast) => toast.style.display === "none"),
    WECHATS_MESSAGE,
  );

async function axeFaults(page) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  return page.evaluate(
    async ({ left, message }) => {
      const rules = Object.fromEntries(left.map((rule) => [rule, { enabled: false }]));
      const { violations } = await globalThis.axe.run({ exclude: [[message]] }, { resultTypes: ["violations"], rules });
      return violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => {
          const shown = nodes.slice(0, 3).map(({ html, any }) => `${html.slice(0, 140)} ${any[0]?.message ?? ""}`);
          return `axe ${id} × ${nodes.length}: ${shown.join(" | ")}`;
        });
    },
    { left: isPhone(page) ? NOT_FOR_PHONES : [], message: WECHATS_MESSAGE },
  );
}

async function take(page, file, fullPage) {
  for (const quality of QUALITIES) {
    await page.screenshot({ path: file, type: "jpeg", quality, fullPage, scale: "device" });
    if (statSync(file).size <= MOST_BYTES) return [];
  }
  return [`the picture has more than ${MOST_BYTES / 1024} KB`];
}
