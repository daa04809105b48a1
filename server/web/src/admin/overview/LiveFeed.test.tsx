import type { LiveRedemption } from "@club/shared/overview";
import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useNavigate } from "react-router";
import { fakeServer, show } from "../../../test/harness";
import { LiveFeed, withNew } from "./LiveFeed";

const row = (id: string, minute: number): LiveRedemption => ({
  id,
  receiptNo: id,
  serviceId: "wash",
  serviceName: "洗车",
  merchantId: "m1",
  merchantName: "洗车行",
  branchName: "一店",
  cityCode: "370100",
  plate: null,
  clubFen: 3500,
  status: "redeemed",
  redeemedAt: `2026-11-22T04:${String(minute).padStart(2, "0")}:00.000Z`,
});

it("shows each redemption once, newest first, ten at most", () => {
  let rows: LiveRedemption[] = [];
  for (let n = 0; n < 15; n++) rows = withNew(rows, row(`r${n}`, n));
  rows = withNew(rows, row("r14", 14));
  rows = withNew(rows, row("r7", 7));
  expect(rows.map(({ id }) => id)).toEqual(["r14", "r13", "r12", "r11", "r10", "r9", "r8", "r7", "r6", "r5"]);
  rows = withNew(rows, { ...row("r9", 9), status: "reversed" });
  expect(rows.map(({ id, status }) => (status === "reversed" ? id : ""))).toEqual([
    "",
    "",
    "",
    "",
    "",
    "r9",
    "",
    "",
    "",
    "",
  ]);
});

function Back() {
  const navigate = useNavigate();
  return (
    <button type="button" onClick={() => navigate(-1)}>
      返回
    </button>
  );
}

it.each(["keyboard", "mouse", "mouse on the time"])("opens a redemption by %s, once", async (by) => {
  const body = `data: ${JSON.stringify(row("r1", 1))}\n\n`;
  const server = fakeServer({ "GET /api/staff/overview/live": () => ({ body }) });
  const feed = (
    <>
      <LiveFeed scope={{}} />
      <Back />
    </>
  );
  const { location } = show(feed, { server });
  const time = await screen.findByRole("button", { name: /12:01/ });
  if (by === "keyboard") {
    time.focus();
    await userEvent.keyboard("{Enter}");
  } else {
    await userEvent.click(by === "mouse" ? screen.getByText("洗车行") : time);
  }
  expect(location()).toBe("/redemptions/r1");
  await userEvent.click(screen.getByText("返回"));
  expect(location()).toBe("/");
});
