import jwt from "jsonwebtoken";
import mongoose from "mongoose";
import { startTestApi, type TestApi } from "../../test/kit";
import { readAccessToken } from "./access-tokens";
import type { Ctx, SignedInActor } from "./context";
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
const isRefused = { code: "auth.refresh-invalid" };

test("the access token carries the whole actor, lasts 15 minutes and is signed with HS256", async () => {
  const { accessToken, expiresInSeconds } = await issueSession(ctx(), claims);
  expect(expiresInSeconds).toBe(900);
  expect(jwt.decode(accessToken, { complete: true })?.header.alg).toBe("HS256");
  const now = api.clock.now();
  expect(readAccessToken(api.deps.keys, accessToken, now)).toEqual({ ...claims, sessionId: expect.any(String) });
  const last = new Date(now.getTime() + 899_000);
  expect(readAccessToken(api.deps.keys, accessToken, last).id).toBe("s1");
  expect(() => readAccessToken(api.deps.keys, accessToken, new Date(now.getTime() + 900_000))).toThrow("auth.expired");
});

test("a refresh token gives a new pair once; the chain goes on with each successor", async () => {
  const first = await issueSession(ctx(), claims);
  const second = await rotateSession(ctx(), first.refreshToken);
  const third = await rotateSession(ctx(), second.refreshToken);
  expect(new Set([first, second, third].map(({ refreshToken }) => refreshToken)).size).toBe(3);
  expect(readAccessToken(api.deps.keys, third.accessToken, api.clock.now()).id).toBe("s1");
});

test("a lost answer asked for again within 30 seconds gives the same successor", async () => {
  const { refreshToken } = await issueSession(ctx(), claims);
  const lost = await rotateSession(ctx(), refreshToken);
  api.clock.advance(30_000);
  const again = await rotateSession(ctx(), refreshToken);
  expect(again.refreshToken).toBe(lost.refreshToken);
  await rotateSession(ctx(), again.refreshToken);
});

test("twenty requests at once with one token all get the same successor", async () => {
  const { refreshToken } = await issueSession(ctx(), claims);
  const pairs = await Promise.all(Array.from({ length: 20 }, () => rotateSession(ctx(), refreshToken)));
  expect(new Set(pairs.map((pair) => pair.refreshToken)).size).toBe(1);
});

test("a used token that comes back later revokes the whole family, the thief's and the owner's", async () => {
  const { refreshToken: stolen } = await issueSession(ctx(), claims);
  const { refreshToken: current } = await rotateSession(ctx(), stolen);
  api.clock.advance(30_001);
  await expect(rotateSession(ctx(), stolen)).rejects.toMatchObject(isRefused);
  await expect(rotateSession(ctx(), current)).rejects.toMatchObject(isRefused);
});

test("a token two generations old revokes at once, grace or not", async () => {
  const first = await issueSession(ctx(), claims);
  const second = await rotateSession(ctx(), first.refreshToken);
  const third = await rotateSession(ctx(), second.refreshToken);
  await expect(rotateSession(ctx(), first.refreshToken)).rejects.toMatchObject(isRefused);
  await expect(rotateSession(ctx(), third.refreshToken)).rejects.toMatchObject(isRefused);
});

test("a forged token is refused without harming the session it names", async () => {
  const { refreshToken } = await issueSession(ctx(), claims);
  const forged = `${refreshToken.slice(0, -1)}${refreshToken.endsWith("A") ? "B" : "A"}`;
  await expect(rotateSession(ctx(), forged)).rejects.toMatchObject(isRefused);
  await expect(rotateSession(ctx(), "garbage")).rejects.toMatchObject(isRefused);
  await rotateSession(ctx(), refreshToken);
});

test("a session unused for 30 days is over; each use gives it 30 more", async () => {
  const { refreshToken } = await issueSession(ctx(), claims);
  api.clock.advance(29 * 86_400_000);
  const next = await rotateSession(ctx(), refreshToken);
  api.clock.advance(29 * 86_400_000);
  const last = await rotateSession(ctx(), next.refreshToken);
  api.clock.advance(30 * 86_400_000);
  await expect(rotateSession(ctx(), last.refreshToken)).rejects.toMatchObject(isRefused);
});

test("signing out ends one session, a dismissal ends all of the person's and nobody else's", async () => {
  const phone = await issueSession(ctx(), claims);
  const laptop = await issueSession(ctx(), claims);
  const other = await issueSession(ctx(), { ...claims, id: "s2" });
  const { sessionId } = readAccessToken(api.deps.keys, phone.accessToken, api.clock.now());
  await revokeSession(ctx(), sessionId);
  await expect(rotateSession(ctx(), phone.refreshToken)).rejects.toMatchObject(isRefused);
  const next = await rotateSession(ctx(), laptop.refreshToken);
  await revokeSessions(ctx(), "staff:s1");
  await expect(rotateSession(ctx(), next.refreshToken)).rejects.toMatchObject(isRefused);
  await rotateSession(ctx(), other.refreshToken);
});

test("the person is looked up afresh: a new role is in the next token, a closed account ends the session", async () => {
  const { refreshToken } = await issueSession(ctx(), claims);
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
  const { refreshToken } = await issueSession(ctx(), claims);
  const next = await rotateSession(ctx(), refreshToken);
  const stored = JSON.stringify(await mongoose.connection.collection("sessions").find().toArray());
  for (const token of [refreshToken, next.refreshToken]) {
    for (const part of token.split(".").slice(2, 3)) expect(stored).not.toContain(part);
    expect(stored).not.toContain(token);
  }
});

test("a session that is ended takes its access tokens along, at once here and within a second elsewhere", async () => {
  const [phone, tablet] = [await issueSession(ctx(), claims), await issueSession(ctx(), claims)];
  const isRevoked = createRevocationCheck(api.clock);
  const [onPhone, onTablet] = [phone, tablet].map(({ accessToken }) =>
    readAccessToken(api.deps.keys, accessToken, api.clock.now()),
  ) as [SignedInActor, SignedInActor];
  expect(await isRevoked(onPhone)).toBe(false);
  await revokeSession(ctx(), onPhone.sessionId);
  expect([await isRevoked(onPhone), await isRevoked(onTablet)]).toEqual([true, false]);
});

test("a remembered token vouches for nothing but itself", async () => {
  const { accessToken } = await issueSession(ctx(), claims);
  const now = api.clock.now();
  readAccessToken(api.deps.keys, accessToken, now);
  const [head, , signature] = accessToken.split(".");
  const forged = Buffer.from(JSON.stringify({ iss: "car-owners-club", exp: 9e9, actor: { role: "province-admin" } }));
  const other = `${head}.${forged.toString("base64url")}.${signature}`;
  expect(() => readAccessToken(api.deps.keys, other, now)).toThrow("auth.required");
});
