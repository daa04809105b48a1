import { claimGiftPack } from "@club/shared/giftpack-grants";
import { signIn, TOKENS } from "../../test/page";
import { answer, phone, refusal, resetPhone } from "../../test/phone";
import { callOnce, dropOldIntents, unanswered } from "./once";
import { clearSession, saveSession, signOut } from "./session";

const CLAIM = { grantId: "grant-1" };
const INTENT = { intent: "claim:grant-1" };
const CLAIMED = { grantId: "grant-1", packId: "p", packName: "礼包", claimedAt: "2026-11-22T06:00:00.000Z", cards: [] };
const keys = () => phone.sent.map(({ header }) => header["idempotency-key"]);
const attempt = async () => {
  const outcome = callOnce(claimGiftPack, CLAIM, INTENT).catch((error: unknown) => error);
  await jest.advanceTimersByTimeAsync(5000);
  return outcome;
};

beforeEach(() => {
  jest.useFakeTimers({ now: new Date("2026-11-22T06:00:00Z") });
  resetPhone();
  clearSession("member");
  signIn();
});
afterEach(() => jest.useRealTimers());

test("the key is on the phone before anything is sent", async () => {
  phone.network = () => {
    expect(phone.storage.get("once.member.m1.claim:grant-1")).toMatchObject({ key: keys()[0] });
    return answer(200, CLAIMED);
  };
  expect(await attempt()).toEqual(CLAIMED);
});

test("a lost reply is asked for again under the same key, also by a later tap", async () => {
  expect(await attempt()).toMatchObject({ code: "client.offline" });
  phone.network = () => answer(200, CLAIMED);
  expect(await attempt()).toEqual(CLAIMED);
  expect(keys()).toHaveLength(4);
  expect(new Set(keys()).size).toBe(1);
});

test("what was sent and never answered can be read until it is answered, or for as long as the server knows its key", async () => {
  expect(unanswered(INTENT.intent)).toBeNull();
  await attempt();
  expect(unanswered(INTENT.intent)).toEqual(CLAIM);
  jest.setSystemTime(new Date("2026-11-23T07:00:00Z"));
  expect(unanswered(INTENT.intent)).toBeNull();
  jest.setSystemTime(new Date("2026-11-22T06:01:00Z"));
  phone.network = () => answer(200, CLAIMED);
  await attempt();
  expect(unanswered(INTENT.intent)).toBeNull();
});

test("the next intent after an answer has a key of its own", async () => {
  phone.network = () => answer(200, CLAIMED);
  await attempt();
  await attempt();
  expect(new Set(keys()).size).toBe(2);
  expect([...phone.storage.keys()].filter((key) => key.startsWith("once."))).toEqual([]);
});

test("a refusal for good ends the intent; an undecided one keeps it", async () => {
  phone.network = () => refusal(409, "giftpacks.out-of-stock");
  await attempt();
  phone.network = () => refusal(409, "request.in-progress");
  await attempt();
  await attempt();
  const [first, second, third] = keys();
  expect(second).not.toBe(first);
  expect(third).toBe(second);
});

test("the same intent with another input is another intent", async () => {
  await attempt();
  phone.network = () => answer(200, CLAIMED);
  await callOnce(claimGiftPack, { grantId: "grant-2" }, INTENT);
  expect(new Set(keys()).size).toBe(2);
});

test("keys older than the server's memory are dropped", async () => {
  await attempt();
  jest.setSystemTime(new Date("2026-11-24T06:00:00Z"));
  dropOldIntents();
  expect([...phone.storage.keys()].filter((key) => key.startsWith("once."))).toEqual([]);
});

test("what one person sent is neither seen nor sent again by another, and is there when the same person is back", async () => {
  await attempt();
  const [sent] = keys();
  clearSession("member");
  saveSession("member", { ...TOKENS, actorId: "m2" }, { isByWechat: true });
  expect(unanswered(INTENT.intent)).toBeNull();
  await attempt();
  clearSession("member");
  signIn();
  expect(unanswered(INTENT.intent)).toEqual(CLAIM);
  await attempt();
  expect(keys().filter((key) => key === sent)).toHaveLength(6);
  expect(new Set(keys()).size).toBe(2);
});

test("who signs out leaves nothing unanswered on the phone", async () => {
  await attempt();
  // As when the server had ended the session before it could be told.
  clearSession("member");
  signOut("member");
  expect([...phone.storage.keys()]).toEqual([]);
});

test("a phone whose storage is full still sends", async () => {
  phone.isStorageFull = true;
  phone.network = () => answer(200, CLAIMED);
  expect(await attempt()).toEqual(CLAIMED);
});
