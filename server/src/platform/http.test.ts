import { cityAdmin, lines, send, startServer, stopServer } from "./http.testing";

beforeAll(startServer);
afterAll(stopServer);

describe("failures", () => {
  test("a refusal says when to come back", async () => {
    const answer = await send("/api/fail/refusal");
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "7"]);
    expect(answer.json.details).toEqual({ retryAfterSeconds: 7 });
  });

  test("a mistake in our code answers 500 without a word about it; the log has the stack but no personal data", async () => {
    const answer = await send("/api/fail/mistake", { headers: { "x-request-id": "client-id-0001" } });
    expect(answer.status).toBe(500);
    expect(Object.keys(answer.json).sort()).toEqual(["code", "detail", "requestId", "status", "title", "type"]);
    const line = JSON.parse(lines.at(-1) ?? "{}");
    expect(line).toMatchObject({ level: "error", requestId: "client-id-0001", endpoint: "fail", status: 500 });
    expect(line.err.message).toBe("the plate [plate] of [phone]");
    expect(line.err.stack).toContain("http.testing.ts");
  });
});

describe("the request's id and log line", () => {
  test("a sane id is kept and sent back; others are replaced", async () => {
    const kept = await send("/api/open", { headers: { "x-request-id": "abcd_1234-EF" } });
    expect(kept.headers.get("x-request-id")).toBe("abcd_1234-EF");
    const replaced = await send("/api/open", { headers: { "x-request-id": "a b; drop" } });
    expect(replaced.headers.get("x-request-id")).toMatch(/^[0-9A-Za-z]{20}$/);
  });

  test("one line with id, endpoint, actor, status and duration; a refusal with its code, at info", async () => {
    await send("/api/echo/7", { as: cityAdmin, body: { text: "x" }, headers: { "x-request-id": "req-00000001" } });
    const line = JSON.parse(lines.at(-1) ?? "{}");
    expect(line).toMatchObject({
      level: "info",
      requestId: "req-00000001",
      endpoint: "echo",
      actor: "staff:a1",
      status: 403,
      code: "auth.forbidden",
    });
    expect(typeof line.ms).toBe("number");
  });
});

test("a path that nobody serves is logged without the personal data in it", async () => {
  await send("/api/members/13812345678");
  expect(JSON.parse(lines.at(-1) ?? "{}")).toMatchObject({ endpoint: "GET /api/members/[phone]", status: 404 });
});

test("every answer carries the security headers, none tells what serves it", async () => {
  const { headers } = await send("/api/none");
  expect(headers.get("x-powered-by")).toBeNull();
  expect(headers.get("etag")).toBeNull();
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
});

test("only listed origins may call from their pages", async () => {
  const allowed = await send("/api/open", { headers: { origin: "https://club.example" } });
  expect(allowed.headers.get("access-control-allow-origin")).toBe("https://club.example");
  const other = await send("/api/open", { headers: { origin: "https://evil.example" } });
  expect(other.headers.get("access-control-allow-origin")).toBeNull();
});

test("the process says that it lives, and that it is not ready while the database is away", async () => {
  expect((await send("/healthz")).json).toEqual({ ok: true });
  expect((await send("/readyz")).json.code).toBe("internal.database-unavailable");
});
