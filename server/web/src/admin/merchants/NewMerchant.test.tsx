import { CREDIT_CODE_WARNING } from "@club/shared/credit-code";
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { fakeServer, problem, show } from "../../../test/harness";
import { fill, press } from "../page.testing";
import { NewMerchant } from "./NewMerchant";

const MERCHANT = {
  ...{ id: "s9", name: "泉城洗车行", creditCode: "91370100MA3C0TEX7D", cityCode: "370100", status: "applied" },
  ...{ createdAt: "2026-11-22T04:00:00.000Z", updatedAt: "2026-11-22T04:00:00.000Z", statusReason: null },
  ...{ contactName: "李店主", contactPhone: "131****0000", bankName: "齐鲁银行", bankHolder: "泉城洗车行" },
  ...{ bankAccount: "****0000", bankChangedAt: "2026-11-22T04:00:00.000Z", allowedNext: [], branches: [] },
};
const PATH = "/api/staff/merchants";
const TEXTS: Record<string, string> = {
  商户名称: "泉城洗车行",
  统一社会信用代码: "91370100MA3C0TEX7D",
  联系人: "李店主",
  "联系电话（手机）": "13100000000",
  开户行: "齐鲁银行",
  户名: "泉城洗车行",
  银行账号: "6222000011112222",
};

function open(cityCode: string | null, answer: () => { status?: number; body?: unknown } = () => ({ body: MERCHANT })) {
  const server = fakeServer({ [`POST ${PATH}`]: answer });
  const onDone = jest.fn();
  const form = <NewMerchant isOpen onClose={() => undefined} onDone={onDone} />;
  show(form, { server, role: cityCode === null ? "provinceAdmin" : "cityAdmin", cityCode });
  return { server, onDone };
}

function fillAll(): void {
  for (const [label, text] of Object.entries(TEXTS)) fill(screen.getByLabelText(label), text);
}

it("registers what was typed, in the city that was chosen, and leads on to the merchant", async () => {
  const { server, onDone } = open(null);
  fillAll();
  await press("登记商户");
  await screen.findByText("请选择城市");
  expect(server.asked).toEqual([]);
  fireEvent.mouseDown(screen.getByLabelText("所在城市"));
  fireEvent.click(await screen.findByText("济南市"));
  await press("登记商户");
  await waitFor(() => expect(onDone).toHaveBeenCalledWith("s9"));
  expect(server.asked).toHaveLength(1);
  expect(server.asked[0]?.body).toEqual({
    name: "泉城洗车行",
    creditCode: "91370100MA3C0TEX7D",
    cityCode: "370100",
    contactName: "李店主",
    contactPhone: "13100000000",
    bankName: "齐鲁银行",
    bankHolder: "泉城洗车行",
    bankAccount: "6222000011112222",
  });
  expect(server.asked[0]?.headers.get("idempotency-key")).toBeTruthy();
});

it("warns of a code whose check digit is wrong, and registers it all the same: the licence decides", async () => {
  const { server, onDone } = open("370100");
  fillAll();
  fill(screen.getByLabelText("统一社会信用代码"), "91370100MA3C0TEX7E");
  await screen.findByText(CREDIT_CODE_WARNING);
  await press("登记商户");
  await waitFor(() => expect(onDone).toHaveBeenCalledTimes(1));
  expect(server.asked[0]?.body).toMatchObject({ creditCode: "91370100MA3C0TEX7E" });
});

it("tells of a code, a phone and an account that are none, and sends nothing", async () => {
  const { server } = open("370100");
  fillAll();
  fill(screen.getByLabelText("统一社会信用代码"), "91370100MA3C0");
  fill(screen.getByLabelText("银行账号"), "6222-0000");
  fill(screen.getByLabelText("联系电话（手机）"), "0531-88886666");
  await press("登记商户");
  await screen.findByText("统一社会信用代码应为 18 位，请检查是否少填或多填");
  expect(screen.getByText("银行账号应为 8 到 30 位数字")).toBeTruthy();
  expect(screen.getByText("手机号应为 11 位数字，请检查")).toBeTruthy();
  expect(server.asked).toEqual([]);
});

it("gives city staff their own city and no other", async () => {
  const { server, onDone } = open("370200");
  expect(screen.getByText("青岛市")).toBeTruthy();
  expect((screen.getByLabelText("所在城市") as HTMLInputElement).disabled).toBe(true);
  fillAll();
  await press("登记商户");
  await waitFor(() => expect(onDone).toHaveBeenCalledTimes(1));
  expect(server.asked[0]?.body).toMatchObject({ cityCode: "370200" });
});

it("stays open with everything typed when the code is registered already", async () => {
  const { onDone } = open("370100", () =>
    problem(409, "merchants.credit-code-taken", {
      title: "这个统一社会信用代码已经登记",
      detail: "请在商户列表里查找。",
    }),
  );
  fillAll();
  await press("登记商户");
  await screen.findByText("这个统一社会信用代码已经登记");
  expect((screen.getByLabelText("商户名称") as HTMLInputElement).value).toBe("泉城洗车行");
  expect(onDone).not.toHaveBeenCalled();
});
