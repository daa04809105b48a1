import { offlineError, refusalOf } from "./errors";
import { createSession, type Tokens } from "./session";

const KEY = "club.test";

function setUp(renew: (refreshToken: string) => Promise<Tokens>) {
  return createSession({ storage: localStorage, key: KEY, renew });
}

const pair = (n: number): Tokens => ({ accessToken: `access-${n}`, refreshToken: `refresh-${n}` });

it("keeps the access token out of storage", () => {
  const session = setUp(async () => pair(2));
  session.begin(pair(1));
  expect(JSON.stringify({ ...localStorage })).not.toContain("access-1");
  expect(session.isSignedIn()).toBe(true);
});

it("exchanges the refresh token once, however many calls wait for it", async () => {
  const used: string[] = [];
  const session = setUp(async (refreshToken) => {
    used.push(refreshToken);
    return pair(used.length + 1);
  });
  session.begin(pair(1));
  const tokens = await Promise.all([1, 2, 3].map(() => session.accessToken("access-1")));
  expect(tokens).toEqual(["access-2", "access-2", "access-2"]);
  expect(used).toEqual(["refresh-1"]);
  await session.accessToken("access-2");
  expect(used).toEqual(["refresh-1", "refresh-2"]);
});

it("takes up a session that this browser kept", async () => {
  localStorage.setItem(KEY, "refresh-7");
  const session = setUp(async (refreshToken) => ({ accessToken: `for-${refreshToken}`, refreshToken: "refresh-8" }));
  expect(await session.accessToken()).toBe("for-refresh-7");
  expect(localStorage.getItem(KEY)).toBe("refresh-8");
});

it("ends when the refresh token is refused, and tells the page", async () => {
  const session = setUp(() => Promise.reject(refusalOf(401, { code: "auth.refresh-invalid" })));
  session.begin(pair(1));
  const told = jest.fn();
  session.subscribe(told);
  expect(await session.accessToken("access-1")).toBeNull();
  expect([session.isSignedIn(), told.mock.calls.length]).toEqual([false, 1]);
});

it("goes on when the server could not be reached", async () => {
  const session = setUp(() => Promise.reject(offlineError()));
  session.begin(pair(1));
  await expect(session.accessToken("access-1")).rejects.toThrow("没有连上服务器");
  expect(session.isSignedIn()).toBe(true);
});

it("ends here when another tab signs out", async () => {
  const session = setUp(async () => pair(2));
  session.begin(pair(1));
  const told = jest.fn();
  const stop = session.subscribe(told);
  localStorage.removeItem(KEY);
  window.dispatchEvent(new StorageEvent("storage", { key: KEY, newValue: null }));
  expect([session.isSignedIn(), told.mock.calls.length, await session.accessToken()]).toEqual([false, 1, null]);
  stop();
});
