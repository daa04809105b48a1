import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { fakeServer, show } from "../../../test/harness";
import { SERVICE, VOUCHER_ROW } from "../records.testing";
import { VouchersPage } from "./VouchersPage";

function answers() {
  return fakeServer({
    "GET /api/staff/vouchers": () => ({ body: { items: [VOUCHER_ROW], nextCursor: null } }),
    "GET /api/services": () => ({ body: { items: [SERVICE] } }),
  });
}

const asked = (server: ReturnType<typeof fakeServer>) =>
  Object.fromEntries(server.asked.filter(({ path }) => path === "/api/staff/vouchers").at(-1)?.query ?? []);

it("narrows a city's vouchers by service and by state, which stand in the address", async () => {
  const server = answers();
  const shown = show(<VouchersPage />, { server, at: "/vouchers?serviceId=car-wash" });
  await screen.findByText("123 456 7890");
  expect(asked(server)).toEqual({ cityCode: "370100", serviceId: "car-wash", limit: "20" });
  await userEvent.click(screen.getByRole("combobox", { name: "状态" }));
  const choices = within(document.querySelector(".ant-select-dropdown") as HTMLElement);
  await userEvent.click(await choices.findByTitle("已锁定"));
  await waitFor(() => expect(shown.location()).toBe("/vouchers?serviceId=car-wash&status=locked"));
  expect(asked(server)).toEqual({ cityCode: "370100", serviceId: "car-wash", status: "locked", limit: "20" });
});

it("leads from a voucher to its member by the member number", async () => {
  const shown = show(<VouchersPage />, { server: answers(), role: "cityAdmin", cityCode: "370100", at: "/vouchers" });
  await userEvent.click(await screen.findByRole("link", { name: "123 456 7890" }));
  expect(shown.location()).toBe("/members/m1");
});
