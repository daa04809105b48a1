// Reads a QR code from what is on the screen, with other code than what drew it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const jsqr = readFileSync(createRequire(import.meta.url).resolve("jsqr"), "utf8");

/** The text of the QR code that `locator` shows. @throws when none can be read */
export async function readQr(locator) {
  const picture = await locator.screenshot({ type: "png" });
  const reader = await locator.page().context().newPage();
  try {
    await reader.evaluate(`var exports = undefined, module = undefined; ${jsqr}`);
    const text = await reader.evaluate(decode, picture.toString("base64"));
    if (text === null) throw new Error("no QR code can be read from the screen");
    return text;
  } finally {
    await reader.close();
  }
}

async function decode(base64) {
  const image = new Image();
  image.src = `data:image/png;base64,${base64}`;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const { data, width, height } = pen.getImageData(0, 0, image.width, image.height);
  return globalThis.jsQR(data, width, height)?.data ?? null;
}
