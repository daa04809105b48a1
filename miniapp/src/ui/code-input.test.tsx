import { fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { CodeInput, codeSymbols, groupCode } from "./code-input";

function Form({ onFull }: { onFull: (code: string) => void }) {
  const [value, setValue] = useState("");
  return <CodeInput kind="sms" label="验证码" value={value} onChange={setValue} onFull={onFull} />;
}

test.each([
  ["voucher", "7k3m-9qxa 01bz", "7K3M9QXA01BZ"],
  ["voucher", "OIL0", "0110"],
  ["voucher", "７Ｋ３Ｍ", "7K3M"],
  ["voucher", "U!?中", ""],
  ["voucher", "7K3M9QXA01BZ9999", "7K3M9QXA01BZ"],
  ["sms", "【车主俱乐部】验证码 123456", "123456"],
  ["sms", "12 34 5", "12345"],
  ["invitation", "abcd-efgh-jkmn", "ABCDEFGHJKMN"],
] as const)("of %s code typed as %s the symbols %s count", (kind, typed, symbols) => {
  expect(codeSymbols(typed, kind)).toBe(symbols);
});

test("a code is shown in groups without a trailing blank", () => {
  expect([groupCode("7K3M9QXA01BZ", 4), groupCode("7K3M", 4), groupCode("", 4)]).toEqual([
    "7K3M 9QXA 01BZ",
    "7K3M",
    "",
  ]);
});

test("a whole code is handed over once, without the blanks", () => {
  const onFull = jest.fn();
  render(<Form onFull={onFull} />);
  const input = screen.getByLabelText("验证码");
  fireEvent.change(input, { target: { value: "12345" } });
  expect(onFull).not.toHaveBeenCalled();
  fireEvent.change(input, { target: { value: "123 456" } });
  fireEvent.change(input, { target: { value: "123 456 7" } });
  expect(onFull.mock.calls).toEqual([["123456"]]);
  expect(screen.getByText("6/6")).toBeTruthy();
});
