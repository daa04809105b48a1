import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { fakeServer, show } from "../../../test/harness";
import { FilterBar } from "./FilterBar";
import type { Filter } from "./types";
import { useUrlFilters } from "./use-url-filters";

const FILTERS: readonly Filter[] = [
  { kind: "text", name: "merchantId", label: "商户编号" },
  { kind: "text", name: "clerkId", label: "员工编号" },
];

function Bar() {
  return <FilterBar id="test" filters={FILTERS} {...useUrlFilters(FILTERS)} />;
}

async function choose(name: string, action: "使用" | "删除") {
  await userEvent.click(await screen.findByText(/^常用筛选/));
  await userEvent.hover(await screen.findByText(name));
  await userEvent.click(await screen.findByText(action));
}

beforeEach(() => localStorage.clear());

it("puts saved filters in the place of all that were on, and leaves the rest of the address", async () => {
  const saved = [{ name: "一号店", values: { merchantId: "m1" } }];
  localStorage.setItem("filters:test", JSON.stringify(saved));
  const shown = show(<Bar />, { server: fakeServer({}), at: "/list?merchantId=m7&clerkId=c7&tab=all" });
  await choose("一号店", "使用");
  await waitFor(() => expect(shown.location()).toBe("/list?merchantId=m1&tab=all"));
});

it("keeps the filters that are on under a name, and drops the name again", async () => {
  show(<Bar />, { server: fakeServer({}), at: "/list?clerkId=c7" });
  await userEvent.click(screen.getByText("存为常用"));
  await userEvent.type(await screen.findByPlaceholderText("起个名字"), "小王");
  await userEvent.click(screen.getByText("保存"));
  expect(JSON.parse(localStorage.getItem("filters:test") ?? "")).toEqual([{ name: "小王", values: { clerkId: "c7" } }]);
  await choose("小王", "删除");
  await waitFor(() => expect(localStorage.getItem("filters:test")).toBe("[]"));
});
