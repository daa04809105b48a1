import type { GrantBatchView } from "@club/shared/giftpack-batches";
import type { GiftPackView } from "@club/shared/giftpacks";
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { Route, Routes } from "react-router";
import { fakeServer, problem, show } from "../../../test/harness";
import { BatchPage } from "./BatchPage";
import { GivenAway } from "./GivenAway";

const BATCH: GrantBatchView = {
  id: "batch-0000000001",
  packId: "p1",
  status: "checked",
  statusName: "检查完成，等待执行",
  rowCount: 1_200,
  progressCount: 1_200,
  grantableCount: 1_195,
  grantedCount: 0,
  refusedCount: 5,
  reason: "老客户回馈",
  createdAt: "2026-11-22T04:00:00.000Z",
  updatedAt: "2026-11-22T04:01:00.000Z",
};
const page = (items: unknown[]) => ({ body: { items, nextCursor: null } });
const pack = (trigger: GiftPackView["trigger"]) => ({ id: "p1", trigger }) as GiftPackView;

function answers() {
  return fakeServer({
    "GET /api/staff/gift-packs/p1/grants": () => page([]),
    "GET /api/staff/gift-packs/p1/grant-batches": () => page([BATCH]),
  });
}

it("lists the imports of a pack under a tab that stands in the address, and opens one", async () => {
  const shown = show(<GivenAway pack={pack("manual")} />, { server: answers(), at: "/giftpacks/p1" });
  await screen.findByText(/还没有会员得到这个礼包/);
  fireEvent.click(screen.getByText("批量赠送"));
  await screen.findByText("1,195");
  fireEvent.click(screen.getByText("老客户回馈"));
  await waitFor(() => expect(shown.location()).toBe("/giftpacks/p1/batches/batch-0000000001"));
});

it("a grant is opened by its member's number, a button with no link in it", async () => {
  const grant = {
    ...{ id: "g1", memberId: "m1", memberNo: "1234567890", cityCode: "370100", packId: "p1", batchId: null },
    ...{ status: "granted", statusName: "待领取", sourceKind: "campaign", packVersion: 1 },
    ...{ createdAt: BATCH.createdAt, claimedAt: null, expiresAt: null },
  };
  const server = fakeServer({ "GET /api/staff/gift-packs/p1/grants": () => page([grant]) });
  const shown = show(<GivenAway pack={pack("campaign")} />, { server, at: "/giftpacks/p1" });
  const number = await screen.findByText("123 456 7890", {}, { timeout: 10_000 });
  expect(number.closest("button a")).toBeNull();
  fireEvent.click(number);
  await waitFor(() => expect(shown.location()).toBe("/members/m1"));
});

it("takes back the chosen grants that nobody has claimed, says which came too late, and goes on where it broke off", async () => {
  const grant = (n: number, status: string) => ({
    ...{ id: `g${n}`, memberId: `m${n}`, memberNo: `123456789${n}`, cityCode: "370100", packId: "p1", batchId: null },
    ...{ status, statusName: status === "granted" ? "待领取" : "已领取", sourceKind: "file", packVersion: 1 },
    ...{ createdAt: BATCH.createdAt, claimedAt: null, expiresAt: null },
  });
  const all = [grant(1, "granted"), grant(2, "granted"), grant(3, "granted"), grant(4, "claimed")];
  let isAway = true;
  const server = fakeServer({
    "GET /api/staff/gift-packs/p1/grants": () => page(all),
    "POST /api/staff/grants/g1/revoke": () => ({ body: { ...all[0], status: "revoked", statusName: "已收回" } }),
    "POST /api/staff/grants/g2/revoke": () =>
      isAway
        ? problem(503, "request.busy", { title: "系统繁忙", detail: "请稍后再试。" })
        : problem(409, "giftpacks.grant-not-open", { title: "礼包已领取或已结束", detail: "请刷新。" }),
    "POST /api/staff/grants/g3/revoke": () => ({ body: { ...all[2], status: "revoked", statusName: "已收回" } }),
  });
  show(<GivenAway pack={pack("manual")} />, { server, at: "/giftpacks/p1" });
  await screen.findByText("123 456 7891", {}, { timeout: 10_000 });
  const [everything] = screen.getAllByRole("checkbox");
  fireEvent.click(everything as HTMLElement);
  await screen.findByText("已选 4 个礼包，其中 3 个还没有领取，可以收回");
  fireEvent.click(screen.getByRole("button", { name: "收回 3 个礼包…" }));
  fireEvent.change(await screen.findByLabelText(/^原因/), { target: { value: "名单有误" } });
  fireEvent.click(screen.getByRole("button", { name: "收回 3 个礼包" }));
  await screen.findByText(/系统繁忙/);
  isAway = false;
  fireEvent.click(screen.getByRole("button", { name: "收回 3 个礼包" }));
  await screen.findByText("已收回 2 个礼包，另有 1 个刚刚被领取或已经结束，没有收回");
  const asked = server.asked.filter(({ method }) => method === "POST").map(({ path, body }) => [path, body]);
  const call = (n: number) => [`/api/staff/grants/g${n}/revoke`, { reason: "名单有误" }];
  expect(asked).toEqual([call(1), call(2), call(2), call(3)]);
});

it("comes back from an import to the imports; a pack that members claim themselves has none", async () => {
  const manual = show(<GivenAway pack={pack("manual")} />, { server: answers(), at: "/giftpacks/p1?tab=batches" });
  await screen.findByText("老客户回馈");
  manual.unmount();
  show(<GivenAway pack={pack("campaign")} />, { server: answers(), at: "/giftpacks/p1?tab=batches" });
  await screen.findByText(/还没有会员得到这个礼包/);
  expect(screen.queryByText("批量赠送")).toBeNull();
});

it("asks for the refused rows of an import alone", async () => {
  const server = fakeServer({
    "GET /api/staff/grant-batches/b1": () => ({ body: { ...BATCH, id: "b1" } }),
    "GET /api/staff/grant-batches/b1/rows": () => page([]),
  });
  const routes = (
    <Routes>
      <Route path="/giftpacks/:packId/batches/:batchId" element={<BatchPage />} />
    </Routes>
  );
  show(routes, { server, at: "/giftpacks/p1/batches/b1?result=refused" });
  await screen.findByText("没有符合筛选条件的记录。");
  const rows = server.asked.find((one) => one.path.endsWith("/rows"));
  expect(rows?.query.get("result")).toBe("refused");
  expect(screen.getAllByText("不能赠送").length).toBeGreaterThan(1);
});
