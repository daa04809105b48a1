// Finds and starts a Chromium, and opens windows in it: phones for the mini-program's preview, desks for the web site.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const INSTALLED = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--font-render-hinting=none",
];
/** 济南泉城广场: there are shops of the demo data around it. */
const SOMEWHERE = { longitude: 117.0249, latitude: 36.6612 };
const PATIENCE_MS = 20_000;

/** A browser that is on this machine, else the one that npm brings. */
export async function openBrowser() {
  const installed = INSTALLED.find((file) => file && existsSync(file));
  if (installed) return chromium.launch({ executablePath: installed, args: FLAGS });
  const { default: packed } = await import("@sparticuz/chromium");
  return chromium.launch({
    executablePath: await packed.executablePath(),
    args: [...packed.args.filter((flag) => flag !== "--single-process"), ...FLAGS],
  });
}

const COMMON = {
  locale: "zh-CN",
  timezoneId: "Asia/Shanghai",
  reducedMotion: "reduce",
  permissions: ["geolocation"],
  geolocation: SOMEWHERE,
  acceptDownloads: true,
};

/** A fresh phone: nobody has signed in on it. `size` = "375x667"; every error of its pages goes to `onError`. */
export function openPhone(browser, { address, size, dark = false, onError }) {
  const phone = { deviceScaleFactor: 2, isMobile: true, hasTouch: true };
  return open(browser, { ...phone, baseURL: address, viewport: sizeOf(size), dark, onError });
}

/** A fresh desk. */
export function openDesk(browser, { address, size, dark = false, onError }) {
  return open(browser, { baseURL: address, viewport: sizeOf(size), dark, onError });
}

async function open(browser, { dark, onError, ...options }) {
  const context = await browser.newContext({ ...COMMON, ...options, colorScheme: dark ? "dark" : "light" });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  page.on("pageerror", (error) => onError(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !EXPECTED.some((start) => message.text().startsWith(start)))
      onError(`${page.url()}: ${message.text().slice(0, 300)}`);
  });
  return page;
}

/**
 * The browser's own lines about refused calls (the walks refuse calls on purpose), and about the empty javascript: link of Taro's
 * tab bar, which the content policy refuses as it should.
 */
const EXPECTED = ["Failed to load resource", "Running the JavaScript URL violates"];

function sizeOf(text) {
  const [width, height] = text.split("x").map(Number);
  return { width, height };
}
