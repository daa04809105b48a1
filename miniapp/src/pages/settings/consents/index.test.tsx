import { CONSENT_VERSIONS } from "@club/shared/auth";
import { fireEvent, render, screen } from "@testing-library/react";
import { onAMembersPhone, pass } from "../../../../test/page";
import { answer, phone } from "../../../../test/phone";
import ConsentsPage from "./index";

const given = (version: string) => ({ kind: "privacy", version, at: "2026-11-01T06:00:00.000Z", withdrawnAt: null });

onAMembersPhone();

test("who agreed to an older privacy policy sees that there is a newer one, and agrees to that", async () => {
  phone.network = () => answer(200, { items: [given("2026-11")] });
  render(<ConsentsPage />);
  await pass();
  expect(screen.getByText(new RegExp(`同意 2026-11 版，现在是 ${CONSENT_VERSIONS.privacy} 版`))).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "同意隐私政策" }));
  await pass();
  expect(phone.sent.filter(({ method }) => method !== "GET").map(({ data }) => data)).toEqual([
    expect.objectContaining({ version: CONSENT_VERSIONS.privacy }),
  ]);
});

test("a current consent is not asked for again", async () => {
  phone.network = () => answer(200, { items: [given(CONSENT_VERSIONS.privacy)] });
  render(<ConsentsPage />);
  await pass();
  expect(screen.queryByText(/现在是/)).toBeNull();
  expect(screen.queryByRole("button", { name: "同意隐私政策" })).toBeNull();
});

test("the separate consent to sensitive data is given with the ID number; only a newer version of it is asked for here", async () => {
  phone.network = () => answer(200, { items: [] });
  const { unmount } = render(<ConsentsPage />);
  await pass();
  expect(screen.queryByRole("button", { name: /^同意敏感/ })).toBeNull();
  unmount();
  phone.network = () => answer(200, { items: [{ ...given("2026-01"), kind: "sensitive" }] });
  render(<ConsentsPage />);
  await pass();
  expect(screen.getByRole("button", { name: /^同意敏感/ })).toBeTruthy();
});
