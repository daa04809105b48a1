import { AppError } from "../platform/problem";

export type HttpAnswer = { status: number; contentType: string; body: Buffer };
export type HttpCall = { url: string; method?: "GET" | "POST"; json?: unknown; timeoutMs: number };

/**
 * Nothing usable came back. `isSent` says whether what was asked may have happened all the same: "no" when the other side never got
 * it or has said that it did nothing; "unknown" after silence, garbage and an HTTP 5xx, which a server in between may give for work
 * that the one behind it has done. Who sends something once must not send it again after "unknown".
 */
export class GatewayUnavailable extends AppError {
  constructor(
    readonly isSent: "no" | "unknown",
    cause: unknown,
  ) {
    super("gateway.unavailable", undefined, { cause });
  }
}

/**
 * One call to the outside with a deadline. @throws GatewayUnavailable when nothing usable came back (no connection, timeout, 5xx);
 * `cause` keeps why, for the log.
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
    throw new GatewayUnavailable(neverConnected(error) ? "no" : "unknown", error);
  }
}

type NetworkFault = { code?: unknown; syscall?: unknown; cause?: unknown; errors?: unknown };

/** No address, or nobody who takes the connection: nothing has left this machine. Fetch hides the reason in `cause`, one for each address. */
function neverConnected(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  const { code, syscall, cause, errors } = error as NetworkFault;
  if (Array.isArray(errors)) return errors.every(neverConnected);
  const isEarly = syscall === "getaddrinfo" || syscall === "connect" || code === "UND_ERR_CONNECT_TIMEOUT";
  return isEarly || neverConnected(cause);
}

/** Parses a JSON object, or refuses: a gateway that answers garbage counts as not available. */
export function parseJsonObject(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    throw new Error("not an object");
  } catch (error) {
    throw new GatewayUnavailable("unknown", error);
  }
}

/** Waits; injected so that tests do not. */
export type Wait = (ms: number) => Promise<void>;
export const realWait: Wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
