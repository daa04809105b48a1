import { createAdjustment } from "@club/shared/settlement";
import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { fakeServer, problem, show } from "../../test/harness";
import { newKey, useAction } from "./hooks";

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
