import { render, screen } from "@testing-library/react";
import { onAMembersPhone, pass } from "../../../test/page";
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
