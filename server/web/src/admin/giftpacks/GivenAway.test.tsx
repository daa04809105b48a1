import type { GrantBatchView } from "@club/shared/giftpack-batches";
import type { GiftPackView } from "@club/shared/giftpacks";
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { Route, Routes } from "react-router";
import { fakeServer, show } from "../../../test/harness";
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
