import type { Role } from "@club/shared/http";
import { listServices, updateService } from "@club/shared/services";
import { listStatements } from "@club/shared/settlement";
import { listMyStatements } from "@club/shared/settlement-merchant";
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useLocation } from "react-router";
import { fakeServer, SIGNED_IN, show } from "../../test/harness";
import { type SectionDef, Shell } from "./Shell";

function Content() {
  return <p>{useLocation().pathname} 的内容</p>;
}
const section = (path: string, title: string, needs: SectionDef["needs"]): SectionDef => ({
  path,
  title,
  icon: null,
  needs,
  Content,
});
const SECTIONS = [
  section("settlement", "结算", listStatements),
  section("services", "服务项目", updateService),
  section("open", "公开", listServices),
  section("mine", "我的对账单", listMyStatements),
];

function open(role: Role, at = "/", session = SIGNED_IN) {
  const logout = () => Promise.reject(new TypeError("there is no network"));
  const shell = <Shell title="后台" scope="全省" sections={SECTIONS} logout={logout} passwordPage={<p>改密码</p>} />;
  return show(shell, { server: fakeServer({}), role, at, session });
}

it.each<[Role, string[]]>([
  ["provinceAdmin", ["结算", "服务项目", "公开"]],
  ["auditor", ["结算", "公开"]],
  ["counterClerk", ["公开"]],
  ["owner", ["公开", "我的对账单"]],
])("offers %s only what the contract lets them call", async (role, titles) => {
  open(role);
  const menu = within(await screen.findByRole("menu"));
  expect(menu.getAllByRole("menuitem").map((item) => item.textContent)).toEqual(titles);
});

it("begins with the first section that is one's own", async () => {
  const shown = open("counterClerk");
  await screen.findByText("/open 的内容");
  expect(shown.location()).toBe("/open");
});

it("says who may see a page that was opened by its address", async () => {
  open("auditor", "/services");
  expect((await screen.findByText(/您没有查看这里的权限/)).textContent).toContain("省级管理员可以查看");
});

it("says so where there is no page, with a way back", async () => {
  open("auditor", "/nowhere");
  await screen.findByText(/没有这个页面/);
  expect(screen.getByText("回到首页")).toBeTruthy();
});

it("leads to one's own password from the menu of one's own name", async () => {
  const shown = open("auditor");
  await userEvent.click(screen.getByRole("button", { name: /王管理/ }));
  await userEvent.click(await screen.findByText("修改密码"));
  await screen.findByText("改密码");
  expect(shown.location()).toBe("/account/password");
});

it("ends the session here even when the server cannot be told", async () => {
  const end = jest.fn();
  const shown = open("auditor", "/open", { ...SIGNED_IN, end });
  await userEvent.click(screen.getByRole("button", { name: /王管理/ }));
  await userEvent.click(await screen.findByText("退出登录"));
  expect(end).toHaveBeenCalledTimes(1);
  expect(shown.location()).toBe("/settlement");
});
