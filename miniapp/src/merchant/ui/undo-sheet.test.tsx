import type { OutputOf } from "@club/shared/http";
import type { undoRedemption } from "@club/shared/redemptions";
import { render, screen } from "@testing-library/react";
import { onANewPhone, pass, press, TOKENS } from "../../../test/page";
import { answer, phone, refusal } from "../../../test/phone";
import { saveSession } from "../../lib/session";
import { UndoSheet } from "./undo-sheet";

onANewPhone();
beforeEach(() => void saveSession("clerk", { ...TOKENS, actorId: "clerk-1" }, { isByWechat: true }));

const UNDONE: OutputOf<typeof undoRedemption> = {
  id: "r1",
  status: "reversed",
  reversedAt: "2026-11-22T06:00:00.000Z",
  isAdjustment: false,
  isVoucherBack: false,
};
const BUTTON = "撤销核销，券退回车主";

async function open() {
  const onUndone = jest.fn();
  render(<UndoSheet redemption={{ id: "r1", serviceName: "洗车" }} onClose={() => undefined} onUndone={onUndone} />);
  await press("扫错了兑换券");
  return onUndone;
}

test("an undo whose answer was lost is done at the next tap, and says so", async () => {
  const onUndone = await open();
  phone.network = () => {
    throw new Error("request:fail");
  };
  await press(BUTTON);
  expect(screen.getByText(/网络没有连上/)).toBeTruthy();
  expect(onUndone).not.toHaveBeenCalled();
  phone.network = () => refusal(409, "redemptions.already-reversed");
  await press(BUTTON);
  await pass();
  expect(phone.toasts).toEqual(["这笔核销已撤销"]);
  expect(onUndone).toHaveBeenCalledTimes(1);
});

test("an undo that comes too late is refused with its reason", async () => {
  const onUndone = await open();
  phone.network = () => refusal(409, "redemptions.undo-window-over");
  await press(BUTTON);
  expect(screen.getByText("不行。请稍后再试。")).toBeTruthy();
  expect(onUndone).not.toHaveBeenCalled();
});

test("where the voucher has gone is said", async () => {
  const onUndone = await open();
  phone.network = () => answer(200, UNDONE);
  await press(BUTTON);
  expect(phone.toasts).toEqual(["已撤销，车主已注销，券已关闭"]);
  expect(onUndone).toHaveBeenCalledTimes(1);
});
