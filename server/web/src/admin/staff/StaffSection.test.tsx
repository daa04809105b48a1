import type { StaffAccount } from "@club/shared/staff";
import { screen, waitFor } from "@testing-library/react";
import { fakeServer, show } from "../../../test/harness";
import { fill, press } from "../page.testing";
import { mayManage, placesOf, rolesToGive } from "./rights";
import { StaffChangeDialog } from "./StaffChanges";
import StaffSection from "./StaffSection";

const account = (change: Partial<StaffAccount> = {}): StaffAccount => ({
  id: "a1",
  loginName: "counter.jinan",
  name: "周柜面",
  role: "counterClerk",
  cityCode: "370100",
  status: "active",
  mustChangePassword: false,
  lastLoginAt: null,
  createdAt: "2026-11-01T04:00:00.000Z",
  ...change,
});
const CITY_ADMIN = { id: "me", name: "王管理", role: "cityAdmin", cityCode: "370100" } as const;

test("a city administrator manages the counter clerks of the city and nobody else; nobody manages themselves", () => {
  expect(mayManage(CITY_ADMIN, account())).toBe(true);
  expect(mayManage(CITY_ADMIN, account({ cityCode: "370200" }))).toBe(false);
  expect(mayManage(CITY_ADMIN, account({ role: "cityAdmin" }))).toBe(false);
  const province = { ...CITY_ADMIN, role: "provinceAdmin", cityCode: null } as const;
  expect(mayManage(province, account({ role: "finance" }))).toBe(true);
  expect(mayManage(province, account({ id: "me", role: "provinceAdmin" }))).toBe(false);
  expect(rolesToGive({ role: "auditor" })).toEqual([]);
  expect([placesOf("provinceAdmin"), placesOf("counterClerk"), placesOf("finance")]).toEqual([
    "province",
    "city",
    "either",
  ]);
});

function open(role: "cityAdmin" | "auditor") {
  const server = fakeServer({
    "GET /api/staff": () => ({
      body: { items: [account(), account({ id: "a2", loginName: "f", role: "finance" })], nextCursor: null },
    }),
    "POST /api/staff": () => ({
      body: { account: account({ id: "a3", name: "钱柜面" }), temporaryPassword: "K3J8-MNPQ-5RST" },
    }),
  });
  show(<StaffSection />, { server, role, cityCode: "370100" });
  return server;
}

it("offers actions only for accounts that the caller may manage, and none to an auditor", async () => {
  open("cityAdmin");
  await screen.findByText("counter.jinan");
  expect(screen.getAllByRole("button", { name: "停用" })).toHaveLength(1);
});

it("offers an auditor nothing", async () => {
  open("auditor");
  await screen.findByText("counter.jinan");
  expect(screen.queryByRole("button", { name: "停用" })).toBeNull();
  expect(screen.queryByRole("button", { name: "新建账号" })).toBeNull();
});

it("shows the temporary password of a new account once, with whom it is for", async () => {
  const server = open("cityAdmin");
  await press("新建账号");
  fill(await screen.findByLabelText("登录名"), "qian");
  fill(screen.getByLabelText("姓名"), "钱柜面");
  await press("新建账号");
  await screen.findByText("K3J8-MNPQ-5RST");
  expect(server.asked.find((one) => one.method === "POST")?.body).toEqual({
    loginName: "qian",
    name: "钱柜面",
    role: "counterClerk",
    cityCode: "370100",
  });
});

it("disables with a reason", async () => {
  const server = fakeServer({ "POST /api/staff/a1/disable": () => ({ body: account({ status: "disabled" }) }) });
  show(<StaffChangeDialog change={{ account: account(), kind: "disable" }} onClose={() => undefined} />, { server });
  fill(screen.getByLabelText(/原因/), "已离职");
  await press("停用账号");
  await waitFor(() => expect(server.asked.find((one) => one.method === "POST")?.body).toEqual({ reason: "已离职" }));
});
