import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { type Answers, fakeServer, problem, show } from "../../../test/harness";
import { type MyMerchant, MyMerchantProvider } from "../my-merchant";
import ClerksPage from "./ClerksPage";

const CLERK = {
  id: "k1",
  name: "李核销",
  phone: "138****5678",
  role: "clerk",
  branchIds: [],
  status: "active",
  joinedAt: "2026-11-01T04:00:00.000Z",
  lastLoginAt: null,
} as const;
const MINE: MyMerchant = {
  clerk: { ...CLERK, id: "k0", name: "王店主", role: "owner", branchIds: [] },
  merchant: { id: "m1", name: "洗车行", status: "approved" },
  branches: [{ id: "b1", name: "一店", address: "历下区", serviceIds: [], isActive: true }],
};
const CODE = { invitationCode: "ABCD2345", role: "clerk", expiresAt: "2026-11-25T04:00:00.000Z" };

async function open(answers: Answers = {}) {
  const server = fakeServer({
    "GET /api/merchant/clerks": () => ({ body: { items: [CLERK], nextCursor: null } }),
    ...answers,
  });
  show(
    <MyMerchantProvider mine={MINE}>
      <ClerksPage />
    </MyMerchantProvider>,
    { server, role: "owner" },
  );
  await screen.findByText("李核销");
  return server;
}

it("invites somebody and shows the code once", async () => {
  const server = await open({ "POST /api/merchant/clerk-invitations": () => ({ body: CODE }) });
  await userEvent.click(screen.getByRole("button", { name: "邀请人员…" }));
  await userEvent.type(await screen.findByLabelText("姓名"), "张新人");
  await userEvent.click(screen.getByRole("button", { name: "生成邀请码" }));
  await screen.findByText("ABCD2345");
  const sent = server.asked.find((one) => one.method === "POST");
  expect(sent?.body).toEqual({ name: "张新人", role: "clerk" });
});

it("asks for a name before it asks the server", async () => {
  const server = await open();
  await userEvent.click(screen.getByRole("button", { name: "邀请人员…" }));
  await userEvent.type(await screen.findByLabelText("姓名"), "张");
  await userEvent.click(screen.getByRole("button", { name: "生成邀请码" }));
  await screen.findByText("姓名至少2个字");
  expect(server.asked.every((one) => one.method === "GET")).toBe(true);
});

it("suspends a clerk with a reason", async () => {
  const server = await open({
    "PATCH /api/merchant/clerks/k1": () => ({ body: { ...CLERK, status: "suspended" } }),
  });
  await userEvent.click(screen.getByRole("button", { name: "调整…" }));
  await userEvent.click(await screen.findByLabelText("停用，可以恢复"));
  await userEvent.type(screen.getByLabelText(/原因/), "休假一个月");
  await userEvent.click(screen.getByRole("button", { name: "保存对 李核销 的调整" }));
  await waitFor(() => expect(server.countOf("PATCH", "/api/merchant/clerks/k1")).toBe(1));
  expect(server.asked.find((one) => one.method === "PATCH")?.body).toEqual({
    status: "suspended",
    branchIds: [],
    reason: "休假一个月",
  });
});

it("says why the last owner cannot be removed", async () => {
  await open({
    "PATCH /api/merchant/clerks/k1": () =>
      problem(409, "merchants.last-owner", { title: "不能移除最后一位店主", detail: "请先邀请另一位店主。" }),
  });
  await userEvent.click(screen.getByRole("button", { name: "调整…" }));
  await userEvent.click(await screen.findByLabelText("移除，不能恢复"));
  await userEvent.type(screen.getByLabelText(/原因/), "不再合作");
  await userEvent.click(screen.getByRole("button", { name: "保存对 李核销 的调整" }));
  await screen.findByText("不能移除最后一位店主");
});
