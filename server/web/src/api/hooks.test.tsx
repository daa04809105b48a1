import { createAdjustment } from "@club/shared/settlement";
import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { fakeServer, problem, show } from "../../test/harness";
import { refusalOf } from "./errors";
import { newKey, useAction, useAttempt } from "./hooks";

function Adjuster() {
  const action = useAction(createAdjustment);
  const [fen, setFen] = useState(100);
  const send = () => action.mutateAsync({ merchantId: "m1", amountFen: fen, reason: "补差价" }).catch(() => undefined);
  return (
    <>
      <button type="button" onClick={send}>
        send
      </button>
      <button type="button" onClick={() => setFen(200)}>
        other
      </button>
      <p>{action.status}</p>
    </>
  );
}

it("repeats an intent under its key until it has succeeded; another intent has another key", async () => {
  let calls = 0;
  const server = fakeServer({
    "POST /api/staff/adjustments": () => {
      calls += 1;
      if (calls === 1) throw new TypeError("the answer was lost");
      if (calls === 2) return problem(503, "internal.busy", { title: "", detail: "" });
      return { body: { id: "a1", merchantId: "m1", amountFen: 100, at: "2026-11-22T04:00:00.000Z" } };
    },
  });
  show(<Adjuster />, { server });
  const send = async (outcome: string) => {
    await userEvent.click(screen.getByText("send"));
    await screen.findByText(outcome);
  };
  await send("error");
  await send("error");
  await send("success");
  await send("success");
  await act(() => userEvent.click(screen.getByText("other")));
  await send("success");
  const keys = server.asked.map((one) => one.headers.get("idempotency-key"));
  expect([keys[0], keys[1]]).toEqual([keys[2], keys[2]]);
  expect(new Set(keys).size).toBe(3);
});

it("makes keys of 128 bits", () => {
  expect(newKey()).toMatch(/^[0-9a-f]{32}$/);
  expect(newKey()).not.toBe(newKey());
});

function Trier({ work }: { work: () => Promise<void> }) {
  const { attempt, isBusy, error, clear } = useAttempt();
  const [refused, setRefused] = useState("");
  return (
    <>
      <button type="button" onClick={() => attempt(work, ({ code }) => setRefused(code))}>
        try
      </button>
      <button type="button" onClick={clear}>
        clear
      </button>
      <p>{isBusy ? "busy" : "idle"}</p>
      <p>{error ? `error: ${error.message}` : "no error"}</p>
      <p>{`refused: ${refused}`}</p>
    </>
  );
}

it("is busy while it tries, then shows why it failed until it is tried again or cleared", async () => {
  const outcomes = [
    () => Promise.reject(refusalOf(409, { code: "x.refused", title: "不行", detail: "" })),
    () => Promise.reject(new TypeError("a fault of the page")),
    () => Promise.resolve(),
  ];
  let release = () => {};
  const work = async () => {
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    await outcomes.shift()?.();
  };
  show(<Trier work={work} />, { server: fakeServer({}) });
  const tryOnce = async () => {
    await userEvent.click(screen.getByText("try"));
    await screen.findByText("busy");
    expect(screen.getByText("no error")).toBeTruthy();
    release();
    await screen.findByText("idle");
  };
  await tryOnce();
  expect(screen.getByText("error: 不行")).toBeTruthy();
  expect(screen.getByText("refused: x.refused")).toBeTruthy();
  await tryOnce();
  expect(screen.getByText("error: 页面出了点问题")).toBeTruthy();
  await userEvent.click(screen.getByText("clear"));
  expect(screen.getByText("no error")).toBeTruthy();
  await tryOnce();
  expect(screen.getByText("no error")).toBeTruthy();
});
