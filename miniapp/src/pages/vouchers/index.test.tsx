import type { MyRedemption } from "@club/shared/redemptions";
import { fireEvent, render, screen } from "@testing-library/react";
import { onAMembersPhone, pass, press } from "../../../test/page";
import { answer, phone } from "../../../test/phone";
import VouchersPage from "./index";

const USE: MyRedemption = {
  id: "r1",
  voucherId: "v1",
  receiptNo: "AAAA-BBBB-CCCC-DDDD",
  signature: "s",
  serviceId: "car-wash",
  serviceName: "洗车",
  icon: "car-wash",
  merchantName: "启达",
  branchName: "启达新华店",
  plate: "鲁A·12**5",
  memberFen: 0,
  status: "redeemed",
  redeemedAt: "2026-11-22T04:00:00.000Z",
  reversedAt: null,
};

async function openUsed(uses: readonly MyRedemption[]) {
  phone.network = ({ url }) => answer(200, { items: url.includes("/me/redemptions") ? uses : [], nextCursor: null });
  render(<VouchersPage />);
  await pass();
  await press("已使用");
}

onAMembersPhone();

test("each use of a card of many is a row of its own, behind which its own voucher opens", async () => {
  await openUsed([{ ...USE, id: "r2", voucherId: "v2", redeemedAt: "2026-11-22T05:00:00.000Z" }, USE]);
  const rows = screen.getAllByRole("button", { name: /^洗车，启达新华店，/ });
  expect(rows).toHaveLength(2);
  for (const row of rows) fireEvent.click(row);
  expect(phone.opened).toEqual(["/pages/vouchers/detail/index?id=v2", "/pages/vouchers/detail/index?id=v1"]);
});

test("a use that was taken back says so", async () => {
  await openUsed([{ ...USE, status: "reversed", reversedAt: "2026-11-22T04:10:00.000Z" }]);
  expect(screen.getByRole("button", { name: /，已撤销$/ })).toBeTruthy();
});

test("without any use the page says what will be found here", async () => {
  await openUsed([]);
  expect(screen.getByText("还没有使用过兑换券")).toBeTruthy();
});
