const { TestEnvironment } = require("jest-environment-jsdom");

/** jsdom with what every browser has and jsdom lacks: fetch and its classes, streams, and abort signals that work with them. */
module.exports = class BrowserEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    for (const name of NAMES) this.global[name] = globalThis[name];
  }
};
const NAMES = [
  "fetch",
  "Request",
  "Response",
  "Headers",
  "FormData",
  "ReadableStream",
  "WritableStream",
  "TransformStream",
  "TextEncoder",
  "TextDecoder",
  "TextDecoderStream",
  "AbortController",
  "AbortSignal",
  "Uint8Array",
  "structuredClone",
];
