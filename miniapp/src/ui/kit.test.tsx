import { readFileSync } from "node:fs";
import path from "node:path";
import { fireEvent, render, screen } from "@testing-library/react";
import { ApiError } from "../lib/api-error";
import type { PagedList } from "../lib/use-paged";
import { Card } from "./card";
import { Cell, CellGroup } from "./cell";
import { Checkbox } from "./checkbox";
import { Empty } from "./empty";
import { ErrorState } from "./error-state";
import { Field } from "./field";
import { ICON_NAMES } from "./icon";
import { ListEnd } from "./list-end";
import { Points } from "./points";
import { Price } from "./price";
import { qrImage } from "./qr-code";
import { Sheet } from "./sheet";
import { Tabs } from "./tabs";

const nothing = () => undefined;

test.each(ICON_NAMES)("the icon %s is drawn", (name) => {
  const drawings = readFileSync(path.join(__dirname, "icon.module.scss"), "utf8");
  expect(drawings).toMatch(new RegExp(`"${name}":\\s+"M`));
});

test("money and points are written as people read them", () => {
  render(
    <>
      <Price fen={1_280_050} />
      <Points value={12_800} />
    </>,
  );
  expect(screen.getByText("¥12,800.50")).toBeTruthy();
  expect(screen.getByText("12,800 积分")).toBeTruthy();
});

test("a field says its error in place of its hint", () => {
  const { rerender } = render(<Field label="手机号" value="" onChange={nothing} hint="11 位" />);
  expect(screen.getByText("11 位")).toBeTruthy();
  rerender(<Field label="手机号" value="1" onChange={nothing} hint="11 位" error="手机号应为 11 位数字" />);
  expect(screen.queryByText("11 位")).toBeNull();
  expect(screen.getByText("手机号应为 11 位数字")).toBeTruthy();
});

test("a password is not shown while it is typed", () => {
  const onChange = jest.fn();
  render(<Field label="密码" type="password" value="" onChange={onChange} />);
  const input = screen.getByLabelText("密码");
  expect(input.getAttribute("type")).toBe("password");
  fireEvent.change(input, { target: { value: "abc" } });
  expect(onChange).toHaveBeenCalledWith("abc");
});

test("a closed sheet holds nothing; an open one is closed beside it and by its cross", () => {
  const onClose = jest.fn();
  const sheet = (open: boolean) => (
    <Sheet open={open} title="选择城市" onClose={onClose}>
      济南市
    </Sheet>
  );
  const { rerender } = render(sheet(false));
  expect(screen.queryByText("济南市")).toBeNull();
  rerender(sheet(true));
  for (const close of screen.getAllByRole("button", { name: "关闭" })) fireEvent.click(close);
  expect(onClose).toHaveBeenCalledTimes(2);
});

test("a tick toggles by its box and leaves links in its sentence alone", () => {
  const onChange = jest.fn();
  render(
    <Checkbox checked={false} onChange={onChange} label="同意协议">
      同意<button type="button">协议</button>
    </Checkbox>,
  );
  fireEvent.click(screen.getByRole("button", { name: "协议" }));
  expect(onChange).not.toHaveBeenCalled();
  fireEvent.click(screen.getByRole("checkbox", { name: "同意协议" }));
  expect(onChange).toHaveBeenCalledWith(true);
});

test("tabs tell which one is current and switch", () => {
  const onChange = jest.fn();
  const items = [
    { key: "one", title: "可使用" },
    { key: "two", title: "已使用" },
  ] as const;
  render(<Tabs items={items} value="one" onChange={onChange} />);
  fireEvent.click(screen.getByRole("button", { name: "已使用" }));
  expect(onChange).toHaveBeenCalledWith("two");
  expect(screen.getByRole("button", { name: "可使用，当前" })).toBeTruthy();
});

test("a cell or card is a button only when it leads somewhere", () => {
  const open = jest.fn();
  render(
    <CellGroup title="账号">
      <Cell title="手机号" value="138****5678" />
      <Cell title="城市" value="济南市" onClick={open} />
      <Card title="礼包" label="礼包，待领取" onClick={open}>
        内容
      </Card>
    </CellGroup>,
  );
  const buttons = screen.getAllByRole("button");
  expect(buttons.map((button) => button.getAttribute("aria-label"))).toEqual(["城市，济南市", "礼包，待领取"]);
  for (const button of buttons) fireEvent.click(button);
  expect(open).toHaveBeenCalledTimes(2);
});

test("an empty page and a failed one say what to do next", () => {
  const retry = jest.fn();
  const error = new ApiError({ code: "client.offline", status: 0, message: "网络没有连上", next: "请检查网络。" });
  render(
    <>
      <Empty title="没有礼包" note="去看看活动" action={{ text: "看看活动", onClick: nothing }} />
      <ErrorState error={error} onRetry={retry} />
    </>,
  );
  expect(screen.getByText("看看活动")).toBeTruthy();
  expect(screen.getByText("请检查网络。")).toBeTruthy();
  fireEvent.click(screen.getByText("重新加载"));
  expect(retry).toHaveBeenCalledTimes(1);
});

const LIST: PagedList = {
  items: [1],
  status: "ready",
  error: null,
  hasMore: true,
  isLoadingMore: false,
  asOf: null,
  loadMore: nothing,
  retry: nothing,
  reload: async () => undefined,
};

test("the end of a list offers more, or another try without losing what is there", () => {
  const loadMore = jest.fn();
  const retry = jest.fn();
  const { rerender } = render(<ListEnd list={{ ...LIST, loadMore }} />);
  fireEvent.click(screen.getByText("加载更多"));
  expect(loadMore).toHaveBeenCalledTimes(1);
  const error = new ApiError({ code: "client.offline", status: 0, message: "网络没有连上", next: "请检查网络。" });
  rerender(<ListEnd list={{ ...LIST, error, retry }} />);
  fireEvent.click(screen.getByText("重新加载"));
  expect(retry).toHaveBeenCalledTimes(1);
});

test("a QR code is a GIF with the quiet zone that scanners need", () => {
  const image = qrImage("V1.abcdefghijklmnopqrstuvwxyz.0123456789.abcdefghij");
  const bytes = Buffer.from(image.replace("data:image/gif;base64,", ""), "base64");
  const modules = bytes.readUInt16LE(6) / 6;
  expect(bytes.subarray(0, 3).toString("latin1")).toBe("GIF");
  // 21 + 4n modules and four light ones on both sides.
  expect((modules - 8 - 21) % 4).toBe(0);
});
