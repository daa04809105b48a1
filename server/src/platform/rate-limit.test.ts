import { endpoint } from "@club/shared/http";
import * as z from "zod/mini";
import { ApiProblem, startTestApi, type TestApi } from "../../test/kit";
import { createApp } from "./http";
import { hit } from "./rate-limit";
import { route } from "./route";
import { listen, type RunningServer } from "./shutdown";

const base = {
  method: "GET",
  summary: "限",
  tag: "test",
  response: z.object({ ok: z.boolean() }),
  errors: [],
} as const;
const byAddress = endpoint({
  ...base,
  name: "byAddress",
  path: "/by-address",
  auth: "public",
  rateLimit: { limit: 5, windowSeconds: 60, by: "address" },
});
const byActor = endpoint({
  ...base,
  name: "byActor",
  path: "/by-actor",
  auth: ["member"],
  rateLimit: { limit: 3, windowSeconds: 60, by: "actor" },
});
const whereFrom = endpoint({
  ...base,
  name: "whereFrom",
  path: "/where-from",
  auth: "public",
  response: z.object({ address: z.string() }),
});
const routes = [
  route(byAddress, async () => ({ ok: true })),
  route(byActor, async () => ({ ok: true })),
  route(whereFrom, async ({ address = "" }) => ({ address })),
];

let api: TestApi;
/** A second process on the same database. */
let second: RunningServer;
beforeAll(async () => {
  api = await startTestApi({ routes, config: { trustProxy: 1 } });
  second = await listen(createApp(api.deps, routes), { host: "127.0.0.1", port: 0 });
});
afterAll(async () => {
  await second.stop(1000);
  await api.stop();
});

const statusOf = async (port: number, address: string) =>
  (await fetch(`http://127.0.0.1:${port}/api/by-address`, { headers: { "x-forwarded-for": address } })).status;

test("an address has one allowance over all processes; others are not touched, and the next window is free again", async () => {
  api.clock.set("2026-11-22T04:00:10Z");
  const ports = [api.server.port, second.port];
  const statuses = await Promise.all(
    Array.from({ length: 12 }, (_, index) => statusOf(ports[index % 2] as number, "203.0.113.5")),
  );
  expect(statuses.filter((status) => status === 200)).toHaveLength(5);
  expect(statuses.filter((status) => status === 429)).toHaveLength(7);
  expect(await statusOf(second.port, "203.0.113.6")).toBe(200);
  api.clock.set("2026-11-22T04:01:00Z");
  expect(await statusOf(second.port, "203.0.113.5")).toBe(200);
});

test("addresses of one IPv6 network count together", async () => {
  api.clock.set("2026-11-22T05:00:00Z");
  const addresses = Array.from({ length: 6 }, (_, index) => `2001:db8:0:1::${index + 1}`);
  const statuses: number[] = [];
  for (const address of addresses) statuses.push(await statusOf(api.server.port, address));
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
});

test.each([
  ["203.0.113.5", "203.0.113.5"],
  ["::ffff:203.0.113.5", "203.0.113.5"],
  ["2001:db8:0:1::1", "2001:db8::/56"],
  ["2001:db8:0:ff::7", "2001:db8::/56"],
  ["2001:db8:0:100::7", "2001:db8:0:100::/56"],
])("what %s does wrong is counted for %s", async (from, address) => {
  expect(await api.call(whereFrom, {}, { headers: { "x-forwarded-for": from } })).toEqual({ address });
});

test("an actor's limit follows the person, not the address, and says when to come back", async () => {
  api.clock.set("2026-11-22T06:00:20Z");
  const [one, other] = [api.as.member(), api.as.member()];
  for (let round = 0; round < 3; round += 1) await api.call(byActor, {}, { as: one });
  const refusal = await api.call(byActor, {}, { as: one }).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(ApiProblem);
  expect(refusal).toMatchObject({ code: "request.too-many", status: 429, details: { retryAfterSeconds: 40 } });
  expect(await api.call(byActor, {}, { as: other })).toEqual({ ok: true });
});

test("a hundred hits at once are counted one by one", async () => {
  const now = new Date("2026-11-22T07:00:00Z");
  const results = await Promise.allSettled(
    Array.from({ length: 100 }, () => hit({ now }, "rate-limit-test", { limit: 60, windowSeconds: 60 })),
  );
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(60);
});
