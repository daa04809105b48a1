import { listMyConsents } from "@club/shared/members";
import { listServices } from "@club/shared/services";
import { signIn } from "../../test/page";
import { answer, phone, refusal, resetPhone } from "../../test/phone";
import { load } from "./load";
import { clearSession } from "./session";

const NOW = new Date("2026-11-22T06:00:00Z");
const settle = async <T>(work: Promise<T>) => {
  const outcome = work.catch((error: unknown) => error);
  await jest.advanceTimersByTimeAsync(5000);
  return outcome;
};
const offline = () => {
  throw new Error("request:fail");
};

beforeEach(() => {
  jest.useFakeTimers({ now: NOW });
  resetPhone();
  clearSession("member");
});
afterEach(() => jest.useRealTimers());

test("without network the last good answer is shown with its time", async () => {
  phone.network = () => answer(200, { items: [] });
  expect(await settle(load(listServices, {}))).toEqual({ data: { items: [] }, asOf: null });
  phone.network = offline;
  expect(await settle(load(listServices, {}))).toEqual({ data: { items: [] }, asOf: NOW });
});

test("a refusal is never hidden behind an old answer", async () => {
  phone.network = () => answer(200, { items: [] });
  await settle(load(listServices, {}));
  phone.network = () => refusal(429, "request.too-many");
  expect(await settle(load(listServices, {}))).toMatchObject({ code: "request.too-many" });
});

test("an old answer that breaks today's contract is not shown", async () => {
  phone.storage.set("cache.public./api/services", { at: NOW.getTime(), data: { rows: [] } });
  phone.network = offline;
  expect(await settle(load(listServices, {}))).toMatchObject({ code: "client.offline" });
});

test("signing out forgets what was remembered of the member", async () => {
  signIn();
  phone.network = () => answer(200, { items: [] });
  await settle(load(listMyConsents, {}));
  clearSession("member");
  expect([...phone.storage.keys()]).toEqual([]);
});

test("an answer that comes after its member has signed out is not remembered, whoever is signed in by then", async () => {
  signIn();
  phone.network = () => {
    clearSession("member");
    signIn();
    return answer(200, { items: [] });
  };
  await settle(load(listMyConsents, {}));
  expect([...phone.storage.keys()]).toEqual(["session.member"]);
});

test("no more than forty answers are remembered", async () => {
  phone.network = () => answer(200, { items: [] });
  for (let n = 0; n < 60; n += 1) phone.storage.set(`cache.public./old/${n}`, { at: n, data: null });
  await settle(load(listServices, {}));
  const kept = [...phone.storage.keys()];
  expect(kept).toContain("cache.public./api/services");
  expect(kept).not.toContain("cache.public./old/0");
});
