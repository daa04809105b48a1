import { endpoint } from "@club/shared/http";
import * as z from "zod/mini";
import { startTestApi, type TestApi } from "../../test/kit";
import { readUntil } from "../../test/streams";
import { readAccessToken } from "./access-tokens";
import { eventRoute } from "./route";
import { issueSession, revokeSession } from "./tokens";

const watch = endpoint({
  name: "watch",
  method: "GET",
  path: "/watch",
  auth: ["auditor"],
  summary: "看",
  tag: "test",
  query: z.object({ from: z.optional(z.string()) }),
  response: "events",
  event: z.object({ count: z.int() }),
  errors: [],
});

/** What "the database" holds; every connection reads it for itself. */
let happened: { count: number; secret?: string }[] = [];
let isFailing = false;
const routes = [
  eventRoute(watch, async (_ctx, { lastEventId }) => {
    let seen = Number(lastEventId ?? 0);
    const next = async () => {
      if (isFailing) throw new Error("the database is away");
      const news = happened.slice(seen).map((data, index) => ({ id: String(seen + index + 1), data }));
      seen = happened.length;
      return news;
    };
    return { next };
  }),
];

let api: TestApi;
beforeEach(async () => {
  happened = [{ count: 1 }];
  isFailing = false;
  api = await startTestApi({ routes });
});
afterEach(() => api.stop());

const auditor = () => api.as.staff("auditor");
const open = (as = auditor(), lastEventId?: string) =>
  api.send(watch, {}, { as, ...(lastEventId && { headers: { "last-event-id": lastEventId } }) });

test("what happened first and what happens later arrive in order, in the contract's shape, without what it does not list", async () => {
  happened = [{ count: 1, secret: "x" }];
  const response = await open();
  expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  expect(response.headers.get("cache-control")).toBe("no-store");
  happened.push({ count: 2 });
  const text = await readUntil(response, (soFar) => soFar.includes('"count":2'));
  expect(text).toBe('retry: 3000\n\nid: 1\ndata: {"count":1}\n\nid: 2\ndata: {"count":2}\n\n');
});

test("a client that comes back with Last-Event-ID gets what it missed and nothing twice; a forged one begins anew", async () => {
  happened = [{ count: 1 }, { count: 2 }, { count: 3 }];
  const text = await readUntil(await open(auditor(), "2"), (soFar) => soFar.includes("id: 3"));
  expect(text).not.toContain("id: 2\n");
  const forged = await readUntil(await open(auditor(), "a b"), (soFar) => soFar.includes("id: 3"));
  expect(forged).toContain("id: 1\n");
});

test("the stream ends with the access token, and says so", async () => {
  const response = await open();
  api.clock.advance(15 * 60_000);
  const text = await readUntil(response, () => false);
  expect(text).toContain('event: end\ndata: {"reason":"token-ended"}');
});

test("the stream ends when the session is ended", async () => {
  const { accessToken } = await issueSession(api.ctx(), async () => auditor().actor);
  const actor = readAccessToken(api.deps.keys, accessToken, api.clock.now()) as ReturnType<typeof auditor>["actor"];
  const response = await open({ actor });
  await revokeSession(api.ctx(), actor.sessionId);
  expect(await readUntil(response, () => false)).toContain("token-ended");
});

test("one person may hold four streams; the fifth is refused until one is closed", async () => {
  const user = auditor();
  const streams = await Promise.all([open(user), open(user), open(user), open(user)]);
  await expect(open(user)).rejects.toMatchObject({ code: "request.too-many", status: 429 });
  await expect(open(auditor())).resolves.toMatchObject({ status: 200 });
  for (const stream of streams) await stream.body?.cancel();
  for (let tries = 0; ; tries += 1) {
    const again = await open(user).catch(() => null);
    if (again) break;
    expect(tries).toBeLessThan(200);
  }
});

test("a feed that cannot be read at first is a refusal; one that breaks off later breaks the connection", async () => {
  isFailing = true;
  await expect(open()).rejects.toMatchObject({ code: "internal.unexpected" });
  isFailing = false;
  const response = await open();
  isFailing = true;
  await expect(readUntil(response, () => false)).rejects.toThrow();
});

test("a stopping server ends its streams at once and is not held up by them", async () => {
  const response = await open();
  const text = readUntil(response, () => false);
  expect(await api.server.stop(5_000)).toBe(true);
  expect(await text).toContain('{"reason":"server-stopping"}');
});

test("nobody and other roles get the usual refusals before a stream begins", async () => {
  await expect(api.send(watch, {})).rejects.toMatchObject({ code: "auth.required" });
  await expect(api.send(watch, {}, { as: api.as.staff("finance") })).rejects.toMatchObject({ code: "auth.forbidden" });
});
