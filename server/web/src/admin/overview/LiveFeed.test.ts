import type { LiveRedemption } from "@club/shared/overview";
import { withNew } from "./LiveFeed";

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
