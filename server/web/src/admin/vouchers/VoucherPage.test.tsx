import type { Role } from "@club/shared/http";
import { formatDay, formatInstant, lastValidDay } from "@club/shared/time";
import type { StaffVoucher } from "@club/shared/voucher-admin";
import { screen, waitFor } from "@testing-library/react";
import { Route, Routes } from "react-router";
import { type Answers, fakeServer, problem, show } from "../../../test/harness";
import { fill, press } from "../page.testing";
import { VOUCHER, VOUCHER_ROW } from "../records.testing";
import { VoucherPage } from "./VoucherPage";
import { VouchersPage } from "./VouchersPage";

async function open(change: Partial<StaffVoucher> = {}, { role = "cityAdmin" as Role, answers = {} as Answers } = {}) {
  const server = fakeServer({ "GET /api/staff/vouchers/v1": () => ({ body: { ...VOUCHER, ...change } }), ...answers });
  const page = show(
    <Routes>
      <Route path="/vouchers/:voucherId" element={<VoucherPage />} />
    </Routes>,
    { server, role, at: "/vouchers/v1" },
  );
  await screen.findByText("经过");
  return { server, ...page };
}

const offered = () =>
  screen
    .getAllByRole("button")
    .map((button) => button.textContent)
    .filter((text) => text !== "");

it.each<[StaffVoucher["status"], string[]]>([
  ["issued", ["锁定", "延期", "替换", "收回"]],
  ["locked", ["解除锁定"]],
  ["redeemed", []],
  ["expired", []],
  ["revoked", []],
  ["replaced", []],
])("a voucher that is %s offers %p", async (status, expected) => {
  await open({ status });
  expect(offered()).toEqual(expected);
});

it.each<Role>(["auditor", "counterClerk"])("%s may look and change nothing", async (role) => {
  await open({}, { role });
  expect(offered()).toEqual([]);
  expect(screen.getByText("发放")).toBeTruthy();
});

it("shows its facts and history as people say them, and no key of the database", async () => {
  await open();
  expect(screen.queryByText("卡号")).toBeNull();
  const [happened] = VOUCHER.timeline;
  const times = [...document.querySelectorAll(`time[datetime="${happened?.at}"]`)];
  expect(times.map((time) => time.getAttribute("title"))).toContain(formatInstant(new Date(happened?.at ?? "")));
});

it("revokes with a reason, and the button says what it does", async () => {
  const { server } = await open(
    {},
    { answers: { "POST /api/staff/vouchers/v1/revoke": () => ({ body: { ...VOUCHER, status: "revoked" } }) } },
  );
  await press("收回");
  await screen.findByText("收回后不能恢复，需要时只能重新赠送");
  fill(screen.getByRole("textbox"), "发错了");
  await press("收回 1 张兑换券");
  await waitFor(() => expect(server.asked.find((one) => one.method === "POST")?.body).toEqual({ reason: "发错了" }));
});

it("goes to the new voucher after replacing, and one intent has one key", async () => {
  const keys: (string | null)[] = [];
  let tries = 0;
  const { location } = await open(
    {},
    {
      answers: {
        "POST /api/staff/vouchers/v1/replace": ({ headers }) => {
          keys.push(headers.get("idempotency-key"));
          tries += 1;
          return tries === 1
            ? problem(503, "internal.busy", { title: "同时操作的人太多", detail: "请稍等几秒再试。" })
            : { body: { ...VOUCHER, id: "v2" } };
        },
      },
    },
  );
  await press("替换");
  fill(await screen.findByLabelText(/原因/), "券码损坏");
  await press("作废原券并发一张新券");
  await screen.findByText("同时操作的人太多");
  await press("作废原券并发一张新券");
  await waitFor(() => expect(location()).toBe("/vouchers/v2"));
  expect(new Set(keys).size).toBe(1);
});

it("says that it is locked and why", async () => {
  await open({ status: "locked", lockReason: "疑似转售" });
  expect(screen.getByText("已锁定：疑似转售")).toBeTruthy();
});

it("says to the province which city's vouchers it lists while none is chosen", async () => {
  const server = fakeServer({
    "GET /api/staff/vouchers": () => ({ body: { items: [VOUCHER_ROW], nextCursor: null } }),
  });
  show(<VouchersPage />, { server });
  expect(await screen.findByText("济南市", { selector: ".ant-select *" })).toBeTruthy();
  expect(await screen.findByText(formatDay(lastValidDay(new Date(VOUCHER_ROW.expiresAt))))).toBeTruthy();
  expect(server.asked.find(({ path }) => path === "/api/staff/vouchers")?.query.get("cityCode")).toBe("370100");
});
