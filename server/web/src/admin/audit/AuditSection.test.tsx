import type { AuditRow } from "@club/shared/audit";
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { fakeServer, show } from "../../../test/harness";
import { press } from "../page.testing";
import AuditSection from "./AuditSection";
import { factsText } from "./facts";

const ROW: AuditRow = {
  id: "370000:1",
  stream: "370000",
  seq: 1,
  at: "2026-11-22T04:00:00.000Z",
  actorId: "a1",
  actorRole: "provinceAdmin",
  actorName: "王管理",
  action: "members.correct",
  subject: { kind: "member", id: "m1" },
  reason: "登记有误",
  before: { name: "王*" },
  after: { name: "汪*" },
  requestId: "r1",
};

function open(brokenAt: string | null, cityCode: string | null = null, at = "/audit") {
  const check = (stream: string) => ({
    body: { stream, rowCount: 10, brokenAtSeq: stream === brokenAt ? 4 : null, checkedAt: "2026-11-22T04:00:00.000Z" },
  });
  const server = fakeServer({
    "GET /api/staff/audit": () => ({ body: { items: [ROW], nextCursor: null } }),
    "GET /api/staff": () => ({ body: { items: [], nextCursor: null } }),
    ...Object.fromEntries(
      ["370000", ...Array.from({ length: 17 }, (_, index) => `37${String(index + 1).padStart(2, "0")}00`)].map(
        (stream) => [`POST /api/staff/audit/${stream}/check`, () => check(stream)],
      ),
    ),
  });
  show(<AuditSection />, { server, role: cityCode === null ? "provinceAdmin" : "cityAdmin", cityCode, at });
  return server;
}

it("says in words who did what to which record, why, and what changed", async () => {
  const server = open(null, null, "/audit?action=members.correct");
  await screen.findByText("王管理（省级管理员）");
  expect(screen.getAllByText("更正会员资料").length).toBeGreaterThan(0);
  expect(screen.getByRole("link", { name: "会员" }).getAttribute("href")).toBe("/members/m1");
  expect(screen.getByText("登记有误")).toBeTruthy();
  expect(screen.getByText("姓名：汪*")).toBeTruthy();
  expect(server.asked.find((one) => one.path === "/api/staff/audit")?.query.get("action")).toBe("members.correct");
});

it.each<[string, AuditRow["before"], string]>([
  [
    "redemption",
    { status: "redeemed", clubFen: 2_100, statementId: null },
    "状态：已核销；俱乐部承担：¥21.00；对账单编号：无",
  ],
  ["voucher", { expiresAt: "2027-05-21T16:00:00.000Z" }, "有效至：2027年5月21日"],
  [
    "statement",
    { status: "paid", payment: { paidFen: 5_600, paidOn: "2026-11-02" } },
    "状态：已付款；付款：（付款金额：¥56.00，付款日期：2026年11月2日）",
  ],
  ["violation-settings", { budgetLi: 1_500_000 }, "每月预算：¥1,500.00"],
  [
    "service",
    { isActive: true, rules: { oncePer: "day", maxDistanceMeters: null } },
    "开放：是；核销规则：（频次：每天一次，距门店（米）：无）",
  ],
  ["staff", { role: "finance", cityCode: null }, "身份：财务；城市：全省"],
  ["member", { points: 1_200, status: "pending" }, "积分：1,200；状态：待复核"],
  ["mallProduct", { newField: "x" }, "newField：x"],
])("writes what is known of a %s as %p in words", (kind, facts, text) => {
  expect(factsText(facts, kind)).toBe(text);
});

it("offers everybody of the club as the one who did it, also those far back in the list, and names whom the address names", async () => {
  const person = (n: number) => ({
    ...{ id: `s${n}`, loginName: `zhao${n}`, name: `赵${n}`, role: "finance", cityCode: null, status: "active" },
    ...{ mustChangePassword: false, lastLoginAt: null, createdAt: "2026-11-01T04:00:00.000Z" },
  });
  const people = Array.from({ length: 101 }, (_, n) => person(n));
  const server = fakeServer({
    "GET /api/staff/audit": () => ({ body: { items: [ROW], nextCursor: null } }),
    "GET /api/staff": ({ query }) => ({
      body: query.has("cursor")
        ? { items: people.slice(100), nextCursor: null }
        : { items: people.slice(0, 100), nextCursor: "more" },
    }),
  });
  const shown = show(<AuditSection />, { server, at: "/audit" });
  await screen.findByText("王管理（省级管理员）");
  expect(server.countOf("GET", "/api/staff")).toBe(0);
  const field = screen.getByRole("combobox", { name: "谁" });
  fireEvent.mouseDown(field);
  await waitFor(() => expect(server.countOf("GET", "/api/staff")).toBe(2));
  fireEvent.change(field, { target: { value: "zhao100" } });
  fireEvent.click(await screen.findByTitle("赵100 zhao100"));
  await waitFor(() => expect(shown.location()).toBe("/audit?actorId=s100"));
  shown.unmount();
  show(<AuditSection />, { server, at: "/audit?actorId=s100" });
  await screen.findByTitle("赵100 zhao100");
});

it("checks every chain for the province and says that all are whole", async () => {
  const server = open(null);
  await press("核对审计链");
  await screen.findByText(/完整：17 条链共 170 条记录/);
  expect(server.asked.filter((one) => one.method === "POST")).toHaveLength(17);
});

it("names the chain and the row from which it does not fit", async () => {
  open("370100");
  await press("核对审计链");
  await screen.findByText("1 条链不完整，请保留现场并联系系统管理员");
  expect(screen.getByText(/济南市人员：第 4 条起/)).toBeTruthy();
});

it("checks only the own chain for city staff", async () => {
  const server = open(null, "370100");
  await press("核对审计链");
  await waitFor(() =>
    expect(server.asked.filter((one) => one.method === "POST").map((one) => one.path)).toEqual([
      "/api/staff/audit/370100/check",
    ]),
  );
});
