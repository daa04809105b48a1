import { render, screen } from "@testing-library/react";
import { Table } from "antd";
import type { ReactNode } from "react";
import { SIDEWAYS } from "./sideways";

/** Measures as soon as it is asked to, as browsers do after the first layout. */
class Measuring {
  constructor(private readonly measured: (entries: never[]) => void) {}
  observe() {
    this.measured([]);
  }
  unobserve() {}
  disconnect() {}
}

let before: typeof ResizeObserver;
beforeEach(() => {
  before = globalThis.ResizeObserver;
  Object.assign(globalThis, { ResizeObserver: Measuring });
});
afterEach(() => {
  Object.assign(globalThis, { ResizeObserver: before });
  Reflect.deleteProperty(HTMLElement.prototype, "scrollWidth");
});

function open(width: number, cell: ReactNode) {
  Object.defineProperty(HTMLElement.prototype, "scrollWidth", { configurable: true, get: () => width });
  render(
    <Table rowKey="id" {...SIDEWAYS} dataSource={[{ id: "a" }]} columns={[{ title: "地址", render: () => cell }]} />,
  );
  return screen.queryByRole("group", { name: "可以左右滚动的表格", hidden: true });
}

it("is scrolled by the keyboard when it is wider than the page", () => {
  expect(open(900, "历下区")?.tabIndex).toBe(0);
});

it("adds no stop for the Tab key when everything is seen", () => {
  expect(open(0, "历下区")).toBeNull();
});

it("adds no stop for the Tab key when a row has one of its own", () => {
  expect(open(900, <button type="button">打开</button>)).toBeNull();
});

it("lets no key reach the hidden copy of the heads by which antd measures", () => {
  open(900, "历下区");
  const copy = document.querySelector("tr[aria-hidden=true]");
  expect(copy?.hasAttribute("inert")).toBe(true);
});
