import type { Role } from "@club/shared/http";
import { listServices, updateService } from "@club/shared/services";
import { listMyStatements, listStatements } from "@club/shared/settlement";
import { screen, within } from "@testing-library/react";
import { useLocation } from "react-router";
import { fakeServer, show } from "../../test/harness";
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

function open(role: Role, at = "/") {
  return show(<Shell title="后台" scope="全省" sections={SECTIONS} account={[]} onSignOut={() => undefined} />, {
    server: fakeServer({}),
    role,
    at,
  });
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
