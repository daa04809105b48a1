import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { fakeServer, show } from "../../test/harness";
import { refusalOf } from "../api/errors";
import { Reasoned } from "./Reasoned";

function open(onConfirm: (values: { reason: string }) => Promise<unknown>, onClose = jest.fn()) {
  show(
    <Reasoned
      isOpen
      onClose={onClose}
      title="冲正核销"
      consequence={["兑换券退回车主"]}
      confirmText="冲正 ¥35.00 的核销"
      isDangerous
      onConfirm={onConfirm}
    />,
    { server: fakeServer({}) },
  );
  return { onClose, button: screen.getByRole("button", { name: "冲正 ¥35.00 的核销" }) };
}

it("does nothing without a reason", async () => {
  const confirm = jest.fn(async () => undefined);
  const { button } = open(confirm);
  await userEvent.click(button);
  await screen.findByText("请写明原因，2 至 200 个字");
  expect(confirm).not.toHaveBeenCalled();
});

it("hands over the reason and closes when it is done", async () => {
  const confirm = jest.fn(async () => undefined);
  const { button, onClose } = open(confirm);
  await userEvent.type(screen.getByRole("textbox"), "扫错了券");
  await userEvent.click(button);
  await waitFor(() => expect(onClose).toHaveBeenCalledTimes(1));
  expect(confirm).toHaveBeenCalledWith({ reason: "扫错了券" });
});

it("stays open with everything typed when it is refused", async () => {
  const refusal = refusalOf(409, {
    code: "redemptions.already-reversed",
    title: "这笔核销已撤销",
    detail: "请刷新核销记录。",
  });
  const { button, onClose } = open(() => Promise.reject(refusal));
  await userEvent.type(screen.getByRole("textbox"), "扫错了券");
  await userEvent.click(button);
  await screen.findByText("这笔核销已撤销");
  expect(screen.getByText("请刷新核销记录。")).toBeTruthy();
  expect((screen.getByRole("textbox") as HTMLTextAreaElement).value).toBe("扫错了券");
  expect(onClose).not.toHaveBeenCalled();
});
