import type { Role } from "@club/shared/http";
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { Route, Routes } from "react-router";
import { type Answers, fakeServer, problem, show } from "../../../test/harness";
import { fill, press } from "../page.testing";
import MallSection from "./MallSection";
import { ORDER, ORDER_ROW, PRODUCT } from "./records.testing";

const page = (items: unknown[]) => ({ body: { items, nextCursor: null } });

function open(at: string, answers: Answers = {}, role: Role = "provinceAdmin") {
  const server = fakeServer({
    "GET /api/staff/mall/orders": () => page([ORDER_ROW]),
    "GET /api/staff/mall/orders/O1": () => ({ body: ORDER }),
    "GET /api/staff/mall/products": () => page([PRODUCT]),
    ...answers,
  });
  const section = (
    <Routes>
      <Route path="/mall/*" element={<MallSection />} />
    </Routes>
  );
  return { server, ...show(section, { server, at, role }) };
}

const posts = (server: ReturnType<typeof fakeServer>) => server.asked.filter((one) => one.method === "POST");

it("orders are narrowed by the address: state, city, product, member's day", async () => {
  const { server } = open("/mall/orders?status=placed&cityCode=370100&productId=pr1&placedOn=2026-11-20");
  await screen.findByText("7K3M-9QXA-01BZ-4T");
  expect(screen.getByText("欧*（131****0000）")).toBeTruthy();
  const asked = server.asked.find((one) => one.path.endsWith("/orders"));
  expect(Object.fromEntries(asked?.query ?? [])).toMatchObject({
    ...{ status: "placed", cityCode: "370100", productId: "pr1", placedOn: "2026-11-20" },
  });
});

it("an order tells its story with the address masked", async () => {
  open("/mall/orders/O1");
  await screen.findByText("欧* 131****0000，济南市");
  expect(screen.getByText("使用 1,200 积分")).toBeTruthy();
  expect(screen.getByText("还没有发货")).toBeTruthy();
});

it("the address is shown only for a reason", async () => {
  const { server } = open("/mall/orders/O1", {
    "POST /api/staff/mall/orders/O1/reveal": () => ({
      body: {
        orderId: "O1",
        address: { name: "欧阳若琳", phone: "13100000000", cityCode: "370100", detail: "泉城路 1 号" },
      },
    }),
  });
  await press("查看收货地址…");
  await press("记录原因并查看");
  await screen.findByText(/请写明原因/);
  expect(posts(server)).toEqual([]);
  fill(screen.getByLabelText(/原因（会/), "打印面单");
  await press("记录原因并查看");
  await screen.findByText("济南市 泉城路 1 号");
  expect(screen.getByText("欧阳若琳 13100000000")).toBeTruthy();
  expect(posts(server)[0]?.body).toEqual({ reason: "打印面单" });
});

it("a parcel is registered with company and number; a wrong number is told before it is sent", async () => {
  const { server } = open("/mall/orders/O1", { "POST /api/staff/mall/orders/O1/ship": () => ({ body: ORDER }) });
  await press("登记发货…");
  const dialog = within(await screen.findByRole("dialog", { hidden: true }));
  fireEvent.mouseDown(dialog.getByRole("combobox", { hidden: true }));
  fireEvent.click(await screen.findByText("京东物流"));
  fill(screen.getByLabelText("快递单号"), "JD?");
  await press("登记发货");
  await screen.findByText("快递单号应为 6 至 30 位字母或数字");
  expect(posts(server)).toEqual([]);
  fill(screen.getByLabelText("快递单号"), "JD0012345678");
  await press("登记发货");
  await waitFor(() => expect(posts(server)[0]?.body).toEqual({ carrier: "jd", trackingNo: "JD0012345678" }));
  expect(posts(server)[0]?.headers.get("idempotency-key")).toBeTruthy();
});

it("cancelling says what comes back; a used voucher refuses it and the dialog stays", async () => {
  const { server } = open("/mall/orders/O1", {
    "POST /api/staff/mall/orders/O1/cancel": () =>
      problem(409, "mall.voucher-used", { title: "订单里的兑换券已使用，不能取消订单", detail: "请联系会员。" }),
  });
  await press("取消订单…");
  await screen.findByText(/退回会员 1,200 积分/);
  fill(screen.getByLabelText(/原因（会/), "会员要求");
  await press("取消订单，退回 1,200 积分");
  await screen.findByText("订单里的兑换券已使用，不能取消订单");
  expect(posts(server)[0]?.body).toEqual({ reason: "会员要求" });
});

it("what an order's state or the caller's role forbids is not offered", async () => {
  open("/mall/orders/O1", { "GET /api/staff/mall/orders/O1": () => ({ body: { ...ORDER, canShip: false } }) });
  await screen.findByRole("button", { name: "取消订单…" });
  expect(screen.queryByRole("button", { name: "登记发货…" })).toBeNull();
});

it("finance reads only", async () => {
  open("/mall/orders/O1", {}, "finance");
  await screen.findByText("还没有发货");
  for (const name of ["取消订单…", "登记发货…", "查看收货地址…"]) {
    expect(screen.queryByRole("button", { name })).toBeNull();
  }
});

it("a cancelled order says what was given back and what stayed expired", async () => {
  const cancelled = {
    ...{ ...ORDER, status: "cancelled", statusName: "已取消", canShip: false, canCancel: false },
    ...{ cancelReason: "会员要求", refund: { returnedPoints: 1_000, lapsedPoints: 200 } },
  };
  open("/mall/orders/O1", { "GET /api/staff/mall/orders/O1": () => ({ body: cancelled }) });
  await screen.findByText("已取消：会员要求");
  expect(screen.getByText(/已退回 1,000 积分，另有 200 积分已过期，不再恢复/)).toBeTruthy();
});
