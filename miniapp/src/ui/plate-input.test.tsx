import { plateKind } from "@club/shared/plates";
import { act, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { PlateInput, plateKeys } from "./plate-input";

const key = (name: string) => fireEvent.click(screen.getByRole("button", { name }));

function Form({ onPlate }: { onPlate: (plate: string) => void }) {
  const [value, setValue] = useState("");
  const change = (plate: string) => {
    setValue(plate);
    onPlate(plate);
  };
  return <PlateInput value={value} onChange={change} />;
}

test.each([
  ["鲁A12345"],
  ["鲁AD12345"],
  ["鲁A12345D"],
  ["鲁A1234挂"],
  ["鲁A1234学"],
  ["粤Z1234港"],
  ["使123456"],
  ["鲁O1234警"],
])("every symbol of %s can be pressed where it stands", (plate) => {
  expect(plateKind(plate)).not.toBeNull();
  for (let at = 0; at < plate.length; at += 1) expect(plateKeys(plate.slice(0, at))).toContain(plate.charAt(at));
});

test("letters that no plate has are not offered", () => {
  expect(plateKeys("鲁A")).not.toEqual(expect.arrayContaining(["I"]));
  expect(plateKeys("鲁A")).not.toEqual(expect.arrayContaining(["O"]));
});

test("a plate is pressed key by key, corrected, and done only when it is whole", () => {
  const onPlate = jest.fn();
  render(<Form onPlate={onPlate} />);
  key("车牌号，点击填写");
  for (const symbol of "鲁A12346") key(symbol);
  key("删除一位");
  expect(screen.getByText("请把车牌号填完整")).toBeTruthy();
  key("5");
  expect(onPlate).toHaveBeenLastCalledWith("鲁A12345");
  fireEvent.click(screen.getByText("填好了"));
  expect(screen.getByText("鲁A·12345")).toBeTruthy();
});

test("no tap is lost when they come faster than the page is drawn", () => {
  const onPlate = jest.fn();
  render(<Form onPlate={onPlate} />);
  key("车牌号，点击填写");
  for (const symbol of "鲁A") key(symbol);
  act(() => {
    for (const symbol of "00010") key(symbol);
    key("删除一位");
    key("1");
  });
  expect(onPlate).toHaveBeenLastCalledWith("鲁A00011");
});
