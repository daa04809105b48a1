import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { MoneyInput, yuanText } from "./fields";

it.each([
  [0, "0.00"],
  [5, "0.05"],
  [-5, "-0.05"],
  [12850, "128.50"],
  [-100000, "-1000.00"],
  [undefined, ""],
])("%p fen is typed as %p", (fen, text) => {
  expect(yuanText(fen)).toBe(text);
});

function Amount({ tell }: { tell: (fen: number | undefined) => void }) {
  const [fen, setFen] = useState<number | undefined>(3500);
  return (
    <MoneyInput
      value={fen}
      onChange={(next) => {
        tell(next);
        setFen(next);
      }}
    />
  );
}

it("holds fen while yuan are typed, keeps what was typed, and is empty while it is no amount", async () => {
  const told: (number | undefined)[] = [];
  render(<Amount tell={(fen) => told.push(fen)} />);
  const field = screen.getByRole("textbox") as HTMLInputElement;
  expect(field.value).toBe("35.00");
  await userEvent.clear(field);
  await userEvent.type(field, "-12.5x");
  expect(field.value).toBe("-12.5x");
  expect(told).toEqual([undefined, undefined, -100, -1200, undefined, -1250, undefined]);
});
