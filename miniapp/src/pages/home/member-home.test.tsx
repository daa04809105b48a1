import type { MyMemberView } from "@club/shared/members";
import { render, screen } from "@testing-library/react";
import { onAMembersPhone, pass, press } from "../../../test/page";
import { answer, phone, refusal } from "../../../test/phone";
import { MemberHome } from "./member-home";

const CARD = {
  ...{ cardId: "c1", serviceId: "car-wash", serviceName: "洗车", icon: "car-wash", totalCount: 3, count: 3 },
  ...{ lockedCount: 1, voucherId: "v1", expiresAt: "2026-12-31T16:00:00.000Z", issuedAt: "2026-11-01T00:00:00.000Z" },
};

onAMembersPhone();

test("a voucher that is locked does not count as one that is left", async () => {
  phone.network = ({ url }) =>
    url.includes("/me/voucher-cards") ? answer(200, { items: [CARD], nextCursor: null }) : refusal(404, "not-here");
  render(<MemberHome />);
  await pass();
  expect(screen.getByText(/^还剩 2 次，/)).toBeTruthy();
});

const ME: MyMemberView = {
  ...{ id: "m1", memberNo: "1", status: "registered", tier: "standard", cityCode: "370100", phone: null, name: null },
  ...{ idCard: null, hasPassword: false, wechatLinked: true, registeredAt: "2026-11-01T00:00:00.000Z" },
  ...{ completedAt: null, closesAt: null, outdatedConsents: [] },
};

async function openAs(me: MyMemberView) {
  phone.network = ({ url }) => (url.endsWith("/members/me") ? answer(200, me) : refusal(404, "not-here"));
  render(<MemberHome />);
  await pass();
}

test("whose agreements have a newer version is led to them, by their names", async () => {
  await openAs({ ...ME, outdatedConsents: ["terms", "privacy"] });
  expect(screen.getByText("《用户协议》《隐私政策》有更新，请阅读后重新同意")).toBeTruthy();
  await press("去看看");
  expect(phone.opened).toEqual(["/pages/settings/consents/index"]);
});

test("nobody else is", async () => {
  await openAs(ME);
  expect(screen.queryByText(/有更新/)).toBeNull();
});
