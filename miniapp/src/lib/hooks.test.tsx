import { listMyGiftPacks } from "@club/shared/giftpack-grants";
import { listMyConsents } from "@club/shared/members";
import { act, renderHook } from "@testing-library/react";
import { onANewPhone, pass, signIn, TOKENS } from "../../test/page";
import { answer, phone, refusal } from "../../test/phone";
import { clearSession, saveSession } from "./session";
import { useAction } from "./use-action";
import { usePaged } from "./use-paged";
import { useQuery } from "./use-query";

const consent = (version: string) => ({ kind: "terms", version, at: "2026-11-22T06:00:00.000Z", withdrawnAt: null });
const consents = (version: string) => answer(200, { items: [consent(version)] });
const pack = (grantId: string) => ({
  grantId,
  packId: "p",
  name: "礼包",
  intro: "",
  trigger: "manual",
  status: "granted",
  statusName: "待领取",
  items: [],
  terms: [],
  whyNot: null,
  claimBy: null,
  grantedAt: null,
  claimedAt: null,
  cards: [],
});

onANewPhone();

test("nothing is asked for nobody; after signing in it is", async () => {
  phone.network = () => consents("1");
  const { result } = renderHook(() => useQuery(listMyConsents, {}));
  await pass();
  expect(result.current.status).toBe("idle");
  act(signIn);
  await pass();
  expect(result.current).toMatchObject({ status: "ready", data: { items: [{ version: "1" }] } });
});

test("what one member saw is gone before another signs in", async () => {
  signIn();
  phone.network = () => consents("of the first");
  const { result } = renderHook(() => useQuery(listMyConsents, {}));
  await pass();
  act(() => clearSession("member"));
  await pass();
  phone.network = () => new Promise(() => undefined);
  act(() => void saveSession("member", { ...TOKENS, actorId: "m2", accessToken: "b" }, { isByWechat: true }));
  expect(result.current.status).toBe("loading");
});

test("a refresh that finds no network leaves on the page what is there", async () => {
  signIn();
  phone.network = () => consents("1");
  const { result } = renderHook(() => useQuery(listMyConsents, {}));
  await pass();
  phone.network = () => refusal(500, "internal.unexpected");
  await act(async () => {
    if (result.current.status === "ready") await result.current.reload();
  });
  expect(result.current).toMatchObject({ status: "ready", data: { items: [{ version: "1" }] } });
});

test("the answer to the last request stays on the page when an earlier one is answered later", async () => {
  signIn();
  phone.network = () => consents("1");
  const { result } = renderHook(() => useQuery(listMyConsents, {}));
  await pass();
  const replies: ((version: string) => void)[] = [];
  phone.network = () => new Promise((resolve) => replies.push((version) => resolve(consents(version))));
  act(() => {
    if (result.current.status !== "ready") return;
    void result.current.reload();
    void result.current.reload();
  });
  await pass();
  replies[1]?.("3");
  await pass();
  replies[0]?.("2");
  await pass();
  expect(result.current).toMatchObject({ status: "ready", data: { items: [{ version: "3" }] } });
});

test("an error offers another try, which can succeed", async () => {
  signIn();
  phone.network = () => refusal(500, "internal.unexpected");
  const { result } = renderHook(() => useQuery(listMyConsents, {}));
  await pass();
  expect(result.current.status).toBe("error");
  phone.network = () => consents("1");
  act(() => result.current.status === "error" && result.current.retry());
  await pass();
  expect(result.current.status).toBe("ready");
});

test("a list goes on by its cursor, once however often its end is reached", async () => {
  signIn();
  phone.network = ({ url }) =>
    url.includes("cursor=two")
      ? answer(200, { items: [pack("g2")], nextCursor: null })
      : answer(200, { items: [pack("g1")], nextCursor: "two" });
  const { result } = renderHook(() => usePaged(listMyGiftPacks, { section: "granted" }));
  await pass();
  act(() => {
    result.current.loadMore();
  });
  act(() => result.current.loadMore());
  await pass();
  expect(result.current.items.map(({ grantId }) => grantId)).toEqual(["g1", "g2"]);
  expect(result.current.hasMore).toBe(false);
  expect(phone.sent.filter(({ url }) => url.includes("cursor=two"))).toHaveLength(1);
});

test("a page that fails keeps the rows before it and is asked for again", async () => {
  signIn();
  phone.network = ({ url }) =>
    url.includes("cursor") ? refusal(429, "request.too-many") : answer(200, { items: [pack("g1")], nextCursor: "two" });
  const { result } = renderHook(() => usePaged(listMyGiftPacks, { section: "granted" }));
  await pass();
  act(() => result.current.loadMore());
  await pass();
  expect(result.current).toMatchObject({ status: "ready", error: { code: "request.too-many" } });
  expect(result.current.items).toHaveLength(1);
  phone.network = () => answer(200, { items: [pack("g2")], nextCursor: null });
  act(() => result.current.retry());
  await pass();
  expect(result.current.items).toHaveLength(2);
});

test("a list that is loaded again keeps as many rows as the page had", async () => {
  signIn();
  phone.network = ({ url }) =>
    url.includes("cursor=two")
      ? answer(200, { items: [pack("g2"), pack("g3")], nextCursor: null })
      : answer(200, { items: [pack("g1")], nextCursor: "two" });
  const { result } = renderHook(() => usePaged(listMyGiftPacks, { section: "granted" }, { pageSize: 1 }));
  await pass();
  act(() => result.current.loadMore());
  await pass();
  await act(() => result.current.reload());
  expect(phone.sent.map(({ url }) => /limit=(\d+)/.exec(url)?.[1])).toEqual(["1", "1", "3"]);
});

test("a second tap while the first one works does nothing", async () => {
  let finish: (value: unknown) => void = () => undefined;
  const work = jest.fn(() => new Promise((resolve) => (finish = resolve)));
  const { result } = renderHook(() => useAction(work));
  act(() => {
    result.current.run();
    result.current.run();
  });
  expect(work).toHaveBeenCalledTimes(1);
  expect(result.current.isRunning).toBe(true);
  await act(async () => finish(null));
  act(() => result.current.run());
  expect(work).toHaveBeenCalledTimes(2);
});

test("what went wrong is kept for the page until the next try", async () => {
  const { result } = renderHook(() => useAction(() => Promise.reject(new Error("a mistake of ours"))));
  const logged = jest.spyOn(console, "error").mockImplementation(() => undefined);
  act(() => result.current.run());
  await pass();
  expect(result.current.error).toMatchObject({ code: "client.bug", next: "请返回后重新打开。" });
  expect(logged).toHaveBeenCalledTimes(1);
  logged.mockRestore();
});
