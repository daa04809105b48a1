import { fireEvent, screen, waitFor } from "@testing-library/react";
import { type Answers, fakeServer, problem, show } from "../../../test/harness";
import { fill, press } from "../page.testing";
import { AdjustmentDialog } from "./AdjustmentDialog";

const PATH = "/api/staff/adjustments";
const MERCHANT = {
  ...{ id: "s1", name: "泉城洗车行", creditCode: "91370100MA3C0TEX7D", cityCode: "370100", status: "approved" },
  createdAt: "2026-11-22T04:00:00.000Z",
};
const ADJUSTED = { id: "a1", merchantId: "s1", amountFen: -12_050, at: "2026-11-22T04:00:00.000Z" };

function open(answers: Answers = { [`POST ${PATH}`]: () => ({ body: ADJUSTED }) }) {
  const server = fakeServer({
    "GET /api/staff/merchants": () => ({ body: { items: [MERCHANT], nextCursor: null } }),
    ...answers,
  });
  const onClose = jest.fn();
  show(<AdjustmentDialog isOpen onClose={onClose} />, { server, role: "finance" });
  const posts = () => server.asked.filter(({ method }) => method === "POST");
  return { posts, onClose };
}

async function fillIn(amount: string): Promise<void> {
  fireEvent.mouseDown(screen.getByLabelText("商户"));
  fireEvent.click(await screen.findByText("泉城洗车行"));
  fill(screen.getByLabelText("金额（元）"), amount);
  fill(screen.getByLabelText(/原因/), "按旧价结算，退回差价");
}

it("books what was typed in yuan, less or more, in whole fen", async () => {
  const { posts, onClose } = open();
  await fillIn("-120.50");
  await press("登记这笔调整");
  await waitFor(() => expect(onClose).toHaveBeenCalledTimes(1));
  expect(posts().map(({ body }) => body)).toEqual([
    { merchantId: "s1", amountFen: -12_050, reason: "按旧价结算，退回差价" },
  ]);
  expect(posts()[0]?.headers.get("idempotency-key")).toBeTruthy();
});

it.each([
  ["0", "调整金额不能为 0"],
  ["12.345", "请填写金额，最多两位小数；扣减写负数"],
  ["10000000.01", "单笔调整不能超过 1000 万元，请核对金额"],
])("refuses %s yuan before it is sent", async (amount, sentence) => {
  const { posts } = open();
  await fillIn(amount);
  await press("登记这笔调整");
  await screen.findByText(sentence);
  expect(posts()).toEqual([]);
});

it("wants a merchant and a reason", async () => {
  const { posts } = open();
  fill(screen.getByLabelText("金额（元）"), "10");
  await press("登记这笔调整");
  await screen.findByText("请选择商户");
  expect(screen.getByText("请写明原因，2 至 200 个字")).toBeTruthy();
  expect(posts()).toEqual([]);
});

it("books once when the answer was lost and the button is pressed again", async () => {
  let isLost = true;
  const { posts, onClose } = open({
    [`POST ${PATH}`]: () =>
      isLost
        ? problem(500, "internal.unexpected", { title: "系统开小差了", detail: "请稍后再试。" })
        : { body: ADJUSTED },
  });
  await fillIn("-120.50");
  await press("登记这笔调整");
  await screen.findByText("系统开小差了");
  isLost = false;
  await press("登记这笔调整");
  await waitFor(() => expect(onClose).toHaveBeenCalledTimes(1));
  expect(posts()).toHaveLength(2);
  expect(new Set(posts().map(({ headers }) => headers.get("idempotency-key"))).size).toBe(1);
});
