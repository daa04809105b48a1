/** What came back: parsed JSON, or how it failed. */
export type JsonAnswer = { kind: "json"; value: unknown } | { kind: "timeout" | "network" | "garbage" };

const MAX_BYTES = 512 * 1024;

/** One GET with a deadline for the whole answer and a bound on its size. Nothing is thrown. */
export async function getJson(url: string, timeoutMs: number): Promise<JsonAnswer> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: "error" });
    const body = await readBounded(response);
    if (response.status !== 200) return { kind: response.status >= 500 ? "network" : "garbage" };
    return body === null ? { kind: "garbage" } : parse(body);
  } catch (error) {
    return { kind: isTimeout(error) ? "timeout" : "network" };
  }
}

/** The whole body, or null when it is longer than it may be; the rest is not read. */
async function readBounded(response: Response): Promise<Buffer | null> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    parts.push(part as Uint8Array);
    length += (part as Uint8Array).length;
    if (length > MAX_BYTES) return null;
  }
  return Buffer.concat(parts);
}

function parse(body: Buffer): JsonAnswer {
  try {
    return { kind: "json", value: JSON.parse(body.toString("utf8")) as unknown };
  } catch {
    return { kind: "garbage" };
  }
}

function isTimeout(error: unknown): boolean {
  const name = typeof error === "object" && error !== null && "name" in error ? error.name : "";
  return name === "TimeoutError" || name === "AbortError";
}
