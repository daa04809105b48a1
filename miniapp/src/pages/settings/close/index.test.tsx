import { render, screen } from "@testing-library/react";
import { onAMembersPhone, pass } from "../../../../test/page";
import { answer, phone } from "../../../../test/phone";
import ClosePage from "./index";

const ME = {
  ...{
    id: "m1",
    memberNo: "80000001",
    status: "registered",
    tier: "standard",
    cityCode: "370100",
    phone: "139****0001",
  },
  ...{ name: null, idCard: null, hasPassword: false, wechatLinked: true, registeredAt: "2026-11-01T00:00:00.000Z" },
  ...{ completedAt: null, closesAt: null, outdatedConsents: [] },
};

onAMembersPhone();

test("before closing an account the page says that points, vehicles, licence, reminders and open orders go too", async () => {
  phone.network = () => answer(200, ME);
  render(<ClosePage />);
  await pass();
  expect(screen.getByText(/剩余积分清零/)).toBeTruthy();
  expect(screen.getByText(/车辆、驾驶证、违章记录和提醒一并删除/)).toBeTruthy();
  expect(screen.getByText(/没有发货的积分订单会取消/)).toBeTruthy();
});
