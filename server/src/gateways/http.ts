import { AppError } from "../platform/problem";

export type HttpAnswer = { status: number; contentType: string; body: Buffer };
export type HttpCall = { url: string; method?: "GET" | "POST"; json?: unknown; timeoutMs: number };

/**
 * One call to the outside with a deadline. @throws AppError gateway.unavailable when nothing usable came back
 * (no connection, timeout, 5xx); `cause` keeps why, for the log.
 */
export async function callOutside(call: HttpCall): Promise<HttpAnswer> {
  try {
    const response = await fetch(call.url, {
      method: call.method ?? "GET",
      signal: AbortSignal.timeout(call.timeoutMs),
      redirect: "error",
      ...(call.json === undefined
        ? {}
        : { body: JSON.stringify(call.json), headers: { "content-type": "application/json; charset=utf-8" } }),
    });
    const body = Buffer.from(await response.arrayBuffer());
    if (response.status >= 500) throw new Error(`HTTP ${response.status}`);
    return { status: response.status, contentType: response.headers.get("content-type") ?? "", body };
  } catch (error) {
    throw new AppError("gateway.unavailable", undefined, { cause: error });
  }
}

/** Parses a JSON object, or refuses: a gateway that answers garbage counts as not available. */
export function parseJsonObject(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    throw new Error("not an object");
  } catch (error) {
    throw new AppError("gateway.unavailable", undefined, { cause: error });
  }
}

/** Waits; injected so that tests do not. */
export type Wait = (ms: number) => Promise<void>;
export const realWait: Wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
