import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { type Answers, fakeServer, problem, show } from "../../../test/harness";
import { refusalOf } from "../../api/errors";
import { fill, press } from "../page.testing";
import { SERVICE } from "../records.testing";
import { ProductForm } from "./ProductEditor";
import { emptyProduct, productInputOf, type TypedProduct, typedProduct } from "./product-form";
import { PRODUCT } from "./records.testing";

const NOW = new Date("2026-11-22T04:00:00Z");
const NEW: TypedProduct = {
  ...emptyProduct(null, NOW),
  items: [{ serviceId: "car-wash", quantity: 1, validDays: 90 }],
};
const SERVER: Answers = { "GET /api/services": () => ({ body: { items: [SERVICE] } }) };

type Options = { initial?: TypedProduct; onSave?: (typed: TypedProduct) => Promise<void>; cityCode?: string };

function open({ initial = NEW, onSave = async () => undefined, cityCode }: Options = {}) {
  const who = cityCode ? ({ role: "cityAdmin", cityCode } as const) : {};
  show(<ProductForm product={null} initial={initial} onSave={onSave} />, { server: fakeServer(SERVER), ...who });
}

const preview = () => within(screen.getByTestId("product-preview"));

it("shows the product as members will see it while it is typed", async () => {
  open();
  fill(screen.getByLabelText("名称"), "洗车券");
  fill(screen.getByLabelText("价格"), "800");
  await preview().findByText("洗车券");
  await preview().findByText("800 积分");
  await preview().findByText("洗车 × 1，下单后 90 天内有效");
  expect(preview().getByText("每人限购 1 件 · 全省可兑换")).toBeTruthy();
  expect(preview().getByText("立即兑换")).toBeTruthy();
});

it("goods ask for no services but say that an address is needed", async () => {
  open();
  fireEvent.click(screen.getByLabelText("实物"));
  await screen.findByText(/会员下单时填写收货地址；/);
  expect(screen.queryByLabelText("第 1 项张数")).toBeNull();
  expect(preview().getByText("下单时填写收货地址，快递送达")).toBeTruthy();
});

it("saves nothing while something is missing, and says what", async () => {
  const onSave = jest.fn(async () => undefined);
  open({ onSave });
  await press("保存草稿");
  await screen.findByText("请填写商品名称");
  expect(screen.getByText("请填写积分价格")).toBeTruthy();
  expect(screen.getByText("请填写商品介绍")).toBeTruthy();
  expect(onSave).not.toHaveBeenCalled();
});

it("a bundle needs two services", async () => {
  const onSave = jest.fn(async () => undefined);
  open({ onSave });
  fireEvent.click(screen.getByLabelText("券包"));
  await screen.findByRole("button", { name: "加一项服务" });
  await press("保存草稿");
  await screen.findByText("券包应有 2 至 10 项服务");
  expect(onSave).not.toHaveBeenCalled();
});

it("hands over everything that was typed", async () => {
  const onSave = jest.fn(async (_typed: TypedProduct) => undefined);
  open({ onSave });
  fill(screen.getByLabelText("名称"), "洗车券");
  fill(screen.getByLabelText("价格"), "800");
  fill(screen.getByLabelText("介绍"), "标准洗车一次");
  fill(screen.getByLabelText("每人限购（不填为不限）"), "");
  fill(screen.getByLabelText("库存"), "50");
  await press("保存草稿");
  await waitFor(() => expect(onSave).toHaveBeenCalledTimes(1));
  const [typed] = onSave.mock.calls[0] as [TypedProduct];
  expect(typed.stockTotal).toBe(50);
  expect(productInputOf(typed)).toMatchObject({
    ...{ kind: "voucher", title: "洗车券", pricePoints: 800, perMemberLimit: null },
    opensAt: "2026-11-21T16:00:00.000Z",
    items: [{ serviceId: "car-wash", quantity: 1, validDays: 90, plateBinding: "none" }],
  });
});

it("keeps everything that was typed when the server refuses, and says why", async () => {
  const onSave = async () => {
    const { status, body } = problem(409, "mall.service-unavailable", {
      title: "商品里有不存在或已停用的服务",
      detail: "请换成可用的服务项目。",
    });
    throw refusalOf(status, body);
  };
  open({ initial: { ...typedProduct(PRODUCT), stockTotal: 10 }, onSave });
  fill(screen.getByLabelText("名称"), "精洗券");
  await press("保存草稿");
  await screen.findByText("商品里有不存在或已停用的服务");
  expect((screen.getByLabelText("名称") as HTMLInputElement).value).toBe("精洗券");
});

it("a city's editor cannot choose another city", () => {
  open({ initial: emptyProduct("370100", NOW), cityCode: "370100" });
  expect((screen.getByLabelText("适用城市（本市）") as HTMLInputElement).disabled).toBe(true);
  expect(screen.getAllByText("济南市").length).toBeGreaterThan(0);
});
