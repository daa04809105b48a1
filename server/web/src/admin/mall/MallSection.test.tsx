import type { Role } from "@club/shared/http";
import { screen, waitFor } from "@testing-library/react";
import { Route, Routes } from "react-router";
import { type Answers, fakeServer, problem, show } from "../../../test/harness";
import { fill, press } from "../page.testing";
import { SERVICE } from "../records.testing";
import MallSection from "./MallSection";
import { FIGURES, PRODUCT } from "./records.testing";

const page = (items: unknown[]) => ({ body: { items, nextCursor: null } });
type Who = { role?: Role; cityCode?: string | null };

function open(at: string, answers: Answers = {}, who: Who = {}) {
  const server = fakeServer({
    "GET /api/staff/mall/products": () => page([PRODUCT]),
    "GET /api/staff/mall/products/pr1": () => ({ body: PRODUCT }),
    "GET /api/staff/mall/products/pr1/figures": () => ({ body: FIGURES }),
    "GET /api/staff/mall/orders": () => page([]),
    "GET /api/services": () => ({ body: { items: [SERVICE] } }),
    ...answers,
  });
  const section = (
    <Routes>
      <Route path="/mall/*" element={<MallSection />} />
    </Routes>
  );
  return { server, ...show(section, { server, at, ...who }) };
}

const sent = (server: ReturnType<typeof fakeServer>, end: string) =>
  server.asked.find((one) => one.method !== "GET" && one.path.endsWith(end));

describe("products", () => {
  it("are listed with price and stock, narrowed by the address, and open", async () => {
    const { server } = open("/mall?status=onSale&category=wash");
    await screen.findByText("40 / 100");
    expect(Object.fromEntries(server.asked[0]?.query ?? [])).toMatchObject({ status: "onSale", category: "wash" });
    expect(screen.getByRole("button", { name: "新建商品" })).toBeTruthy();
  });

  it("whoever only reads is offered nothing", async () => {
    open("/mall", {}, { role: "finance" });
    await screen.findByText("40 / 100");
    expect(screen.queryByRole("button", { name: "新建商品" })).toBeNull();
  });

  it("show figures, and say whether stock and orders agree", async () => {
    open("/mall/products/pr1", {
      "GET /api/staff/mall/products/pr1/figures": () => ({ body: { ...FIGURES, isBalanced: false } }),
    });
    await screen.findByText(/减少的库存与有效订单的件数不一致/);
    expect(screen.getAllByText("48,000").length).toBeGreaterThan(0);
    expect(screen.getByText("洗车 × 1，下单后 90 天内有效")).toBeTruthy();
  });

  it("stock is changed with a reason, and never below nothing", async () => {
    const { server } = open("/mall/products/pr1", {
      "POST /api/staff/mall/products/pr1/stock": () => ({ body: PRODUCT }),
    });
    await press("增减库存…");
    fill(screen.getByLabelText(/增加或减少/), "-41");
    fill(screen.getByLabelText(/原因（会/), "盘点");
    await press("增减库存");
    await screen.findByText("只剩 40 件，不够减");
    expect(sent(server, "/stock")).toBeUndefined();
    fill(screen.getByLabelText(/增加或减少/), "-3");
    await screen.findByText("剩余 40 → 37 件");
    await press("增减库存");
    await waitFor(() => expect(sent(server, "/stock")?.body).toEqual({ delta: -3, reason: "盘点" }));
    expect(sent(server, "/stock")?.headers.get("idempotency-key")).toBeTruthy();
  });

  it("are taken off with a reason, and a refusal is said", async () => {
    const { server } = open("/mall/products/pr1", {
      "POST /api/staff/mall/products/pr1/take-off": () =>
        problem(409, "mall.product-state-conflict", { title: "商品当前状态不能这样操作", detail: "请刷新。" }),
    });
    await press("下架…");
    fill(screen.getByLabelText(/原因（会/), "缺货");
    await press("下架商品");
    await screen.findByText("商品当前状态不能这样操作");
    expect(sent(server, "/take-off")?.body).toEqual({ reason: "缺货" });
  });

  it("a draft without stock says before publishing that nobody can order it", async () => {
    const draft = { ...PRODUCT, status: "draft", statusName: "草稿", stockLeft: 0 };
    const { server } = open("/mall/products/pr1", {
      "GET /api/staff/mall/products/pr1": () => ({ body: draft }),
      "POST /api/staff/mall/products/pr1/publish": () => ({ body: PRODUCT }),
    });
    await press("上架…");
    await screen.findByText(/现在没有库存/);
    await press("上架商品");
    await screen.findByText("已上架");
    expect(sent(server, "/publish")).toBeTruthy();
  });

  it("of the province or of several cities are not offered to a city's staff", async () => {
    const shared = { ...PRODUCT, cityCodes: ["370100", "370200"] };
    open(
      "/mall/products/pr1",
      { "GET /api/staff/mall/products/pr1": () => ({ body: shared }) },
      { role: "cityAdmin", cityCode: "370100" },
    );
    await screen.findByText("济南市、青岛市的商品由省级管理员管理");
    expect(screen.queryByRole("button", { name: "下架…" })).toBeNull();
  });

  it("a change is saved from the version that was seen; an untouched start keeps its minute", async () => {
    const { server, location } = open("/mall/products/pr1/edit", {
      "PUT /api/staff/mall/products/pr1": () => ({ body: PRODUCT }),
    });
    fill(await screen.findByLabelText("价格"), "900");
    await press("保存修改");
    await waitFor(() => expect(location()).toBe("/mall/products/pr1"));
    expect(sent(server, "/pr1")?.body).toEqual({
      ...{ kind: "voucher", title: "洗车券", category: "wash", pictures: ["car-wash"], description: "标准洗车一次" },
      ...{ terms: ["请提前预约"], pricePoints: 900, perMemberLimit: 2, cityCodes: ["370100"], sortRank: 10 },
      items: [{ serviceId: "car-wash", quantity: 1, validDays: 90, plateBinding: "none" }],
      ...{ opensAt: "2026-11-01T02:30:00.000Z", closesAt: null, baseVersion: 4 },
    });
  });
});
