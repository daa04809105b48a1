import jwt from "jsonwebtoken";
import mongoose, { type ClientSession } from "mongoose";
import { startTestApi, type TestApi } from "../../test/kit";
import { readAccessToken } from "./access-tokens";
import type { Ctx, SignedInActor } from "./context";
import { inTransaction } from "./db";
import {
  type ActorClaims,
  createRevocationCheck,
  issueSession,
  revokeSession,
  revokeSessions,
  rotateSession,
} from "./tokens";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ routes: [] });
});
beforeEach(() => api.clock.set("2026-11-22T04:00:00Z"));
afterAll(() => api.stop());

const claims: ActorClaims = { kind: "staff", role: "cityAdmin", id: "s1", cityCode: "370100" };
const ctx = (): Ctx => api.ctx();
const open = (given = claims) => issueSession(ctx(), async () => given);
const endAll = (key: string, except?: string) =>
  inTransaction((session) => revokeSessions(ctx(), session, { key, ...(except !== undefined && { except }) }));
const isRefused = { code: "auth.refresh-invalid" };

test("the access token carries the whole actor, lasts 15 minutes and is signed with HS256", async () => {
  const { actorId, accessToken, expiresInSeconds } = await open();
  expect(actorId).toBe("s1");
  expect(expiresInSeconds).toBe(900);
  expect(jwt.decode(accessToken, { complete: true })?.header.alg).toBe("HS256");
  const now = api.clock.now();
  expect(readAccessToken(api.deps.keys, accessToken, now)).toEqual({ ...claims, sessionId: expect.any(String) });
  const last = new Date(now.getTime() + 899_000);
  expect(readAccessToken(api.deps.keys, accessToken, last).id).toBe("s1");
  expect(() => readAccessToken(api.deps.keys, accessToken, new Date(now.getTime() + 900_000))).toThrow("auth.expired");
});

test("a refresh token gives a new pair once; the chain goes on with each successor", async () => {
  const first = await open();
  const second = await rotateSession(ctx(), first.refreshToken);
  const third = await rotateSession(ctx(), second.refreshToken);
  expect(new Set([first, second, third].map(({ refreshToken }) => refreshToken)).size).toBe(3);
  expect(readAccessToken(api.deps.keys, third.accessToken, api.clock.now()).id).toBe("s1");
});

test("a lost answer asked for again within 30 seconds gives the same successor", async () => {
  const { refreshToken } = await open();
  const lost = await rotateSession(ctx(), refreshToken);
  api.clock.advance(30_000);
  const again = await rotateSession(ctx(), refreshToken);
  expect(again.refreshToken).toBe(lost.refreshToken);
  await rotateSession(ctx(), again.refreshToken);
});

test("twenty requests at once with one token all get the same successor", async () => {
  const { refreshToken } = await open();
  const pairs = await Promise.all(Array.from({ length: 20 }, () => rotateSession(ctx(), refreshToken)));
  expect(new Set(pairs.map((pair) => pair.refreshToken)).size).toBe(1);
});

test("a used token that comes back later revokes the whole family, the thief's and the owner's", async () => {
  const { refreshToken: stolen } = await open();
  const { refreshToken: current } = await rotateSession(ctx(), stolen);
  api.clock.advance(30_001);
  await expect(rotateSession(ctx(), stolen)).rejects.toMatchObject(isRefused);
  await expect(rotateSession(ctx(), current)).rejects.toMatchObject(isRefused);
});

test("a token two generations old revokes at once, grace or not", async () => {
  const first = await open();
  const second = await rotateSession(ctx(), first.refreshToken);
  const third = await rotateSession(ctx(), second.refreshToken);
  await expect(rotateSession(ctx(), first.refreshToken)).rejects.toMatchObject(isRefused);
  await expect(rotateSession(ctx(), third.refreshToken)).rejects.toMatchObject(isRefused);
});

test("a forged token is refused without harming the session it names", async () => {
  const { refreshToken } = await open();
  const forged = `${refreshToken.slice(0, -1)}${refreshToken.endsWith("A") ? "B" : "A"}`;
  await expect(rotateSession(ctx(), forged)).rejects.toMatchObject(isRefused);
  await expect(rotateSession(ctx(), "garbage")).rejects.toMatchObject(isRefused);
  await rotateSession(ctx(), refreshToken);
});

test("a session unused for 30 days is over; each use gives it 30 more", async () => {
  const { refreshToken } = await open();
  api.clock.advance(29 * 86_400_000);
  const next = await rotateSession(ctx(), refreshToken);
  api.clock.advance(29 * 86_400_000);
  const last = await rotateSession(ctx(), next.refreshToken);
  api.clock.advance(30 * 86_400_000);
  await expect(rotateSession(ctx(), last.refreshToken)).rejects.toMatchObject(isRefused);
});

test("signing out ends one session, a dismissal ends all of the person's and nobody else's", async () => {
  const phone = await open();
  const laptop = await open();
  const other = await open({ ...claims, id: "s2" });
  const { sessionId } = readAccessToken(api.deps.keys, phone.accessToken, api.clock.now());
  await revokeSession(ctx(), sessionId);
  await expect(rotateSession(ctx(), phone.refreshToken)).rejects.toMatchObject(isRefused);
  const next = await rotateSession(ctx(), laptop.refreshToken);
  await endAll("staff:s1");
  await expect(rotateSession(ctx(), next.refreshToken)).rejects.toMatchObject(isRefused);
  await rotateSession(ctx(), other.refreshToken);
});

test("all but one session can be ended, by the one that goes on", async () => {
  const mine = { ...claims, id: "s3" };
  const [here, there] = [await open(mine), await open(mine)];
  await endAll("staff:s3", readAccessToken(api.deps.keys, here.accessToken, api.clock.now()).sessionId);
  await expect(rotateSession(ctx(), there.refreshToken)).rejects.toMatchObject(isRefused);
  await rotateSession(ctx(), here.refreshToken);
});

test("ending the sessions fails together with the change that it belongs to", async () => {
  const mine = await open({ ...claims, id: "s4" });
  const failing = inTransaction(async (session) => {
    await revokeSessions(ctx(), session, { key: "staff:s4" });
    throw new Error("the change is refused");
  });
  await expect(failing).rejects.toThrow("the change is refused");
  await rotateSession(ctx(), mine.refreshToken);
});

test("a session being opened while all are ended is ended too, or sees why it may not be opened", async () => {
  const people = mongoose.connection.collection<{ _id: string; mayEnter: boolean }>("people");
  await people.insertOne({ _id: "s5", mayEnter: true });
  const seen: unknown[] = [];
  const confirm = async (session: ClientSession) => {
    const person = await people.findOne({ _id: "s5" }, { session });
    seen.push(person?.mayEnter);
    if (!person?.mayEnter) throw new Error("no longer");
    return { ...claims, id: "s5" };
  };
  const opening: Promise<string>[] = [];
  await inTransaction(async (session) => {
    await people.updateOne({ _id: "s5" }, { $set: { mayEnter: false } }, { session });
    await revokeSessions(ctx(), session, { key: "staff:s5" });
    opening.push(issueSession(ctx(), confirm).then(() => "open", String));
    while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });
  expect(await Promise.all(opening)).toEqual(["Error: no longer"]);
  // Confirmed before the end was committed, it could not be committed itself.
  expect([seen.at(0), seen.at(-1)]).toEqual([true, false]);
});

test("the person is looked up afresh: a new role is in the next token, a closed account ends the session", async () => {
  const { refreshToken } = await open();
  const promoted = await rotateSession(ctx(), refreshToken, async () => ({
    ...claims,
    role: "provinceAdmin",
    cityCode: null,
  }));
  expect(readAccessToken(api.deps.keys, promoted.accessToken, api.clock.now())).toMatchObject({
    role: "provinceAdmin",
  });
  await expect(rotateSession(ctx(), promoted.refreshToken, async () => null)).rejects.toMatchObject(isRefused);
  await expect(rotateSession(ctx(), promoted.refreshToken)).rejects.toMatchObject(isRefused);
});

test("no refresh token stands in the database, only hashes", async () => {
  const { refreshToken } = await open();
  const next = await rotateSession(ctx(), refreshToken);
  const stored = JSON.stringify(await mongoose.connection.collection("sessions").find().toArray());
  for (const token of [refreshToken, next.refreshToken]) {
    for (const part of token.split(".").slice(2, 3)) expect(stored).not.toContain(part);
    expect(stored).not.toContain(token);
  }
});

test("a session that is ended takes its access tokens along, at once here and within a second elsewhere", async () => {
  const [phone, tablet] = [await open(), await open()];
  const isRevoked = createRevocationCheck(api.clock);
  const [onPhone, onTablet] = [phone, tablet].map(({ accessToken }) =>
    readAccessToken(api.deps.keys, accessToken, api.clock.now()),
  ) as [SignedInActor, SignedInActor];
  expect(await isRevoked(onPhone)).toBe(false);
  await revokeSession(ctx(), onPhone.sessionId);
  expect([await isRevoked(onPhone), await isRevoked(onTablet)]).toEqual([true, false]);
});

test("a remembered token vouches for nothing but itself", async () => {
  const { accessToken } = await open();
  const now = api.clock.now();
  readAccessToken(api.deps.keys, accessToken, now);
  const [head, , signature] = accessToken.split(".");
  const forged = Buffer.from(JSON.stringify({ iss: "car-owners-club", exp: 9e9, actor: { role: "province-admin" } }));
  const other = `${head}.${forged.toString("base64url")}.${signature}`;
  expect(() => readAccessToken(api.deps.keys, other, now)).toThrow("auth.required");
});
