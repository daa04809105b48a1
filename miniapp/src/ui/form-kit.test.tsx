import { fireEvent, render, screen } from "@testing-library/react";
import { ChoiceField } from "./choice-field";
import { DayField, dayText } from "./day-field";
import { Toggle } from "./toggle";

const CHOICES = [
  { key: "02", title: "小型汽车" },
  { key: "01", title: "大型汽车", note: "黄牌" },
];

test("a choice is called by its field and by what is chosen, and is taken from the sheet", () => {
  const onChange = jest.fn();
  render(<ChoiceField label="号牌种类" value="02" choices={CHOICES} onChange={onChange} />);
  fireEvent.click(screen.getByRole("button", { name: "号牌种类，小型汽车" }));
  expect(screen.getByRole("button", { name: "小型汽车，当前" })).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "大型汽车，黄牌" }));
  expect(onChange).toHaveBeenCalledWith("01");
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("a choice that is not made yet asks for it, and says what is wrong instead of the hint", () => {
  render(
    <ChoiceField
      label="能源"
      value={null}
      choices={CHOICES}
      onChange={() => undefined}
      hint="选填"
      error="请选择能源"
    />,
  );
  expect(screen.getByRole("button", { name: "能源，请选择能源" })).toBeTruthy();
  expect(screen.queryByText("选填")).toBeNull();
});

test("a day is shown as people write it, changed, and taken out again", () => {
  const onChange = jest.fn();
  render(<DayField label="注册日期" value="2024-03-08" onChange={onChange} />);
  expect(screen.getByText("2024年3月8日")).toBeTruthy();
  fireEvent.change(screen.getByLabelText(/^注册日期，/), { target: { value: "2024-03-09" } });
  expect(onChange).toHaveBeenLastCalledWith("2024-03-09");
  fireEvent.click(screen.getByRole("button", { name: "清除注册日期" }));
  expect(onChange).toHaveBeenLastCalledWith("");
});

test.each([
  ["2027-01", "2027年1月"],
  ["2027-01-31", "2027年1月31日"],
])("%s is written %s", (value, text) => expect(dayText(value)).toBe(text));

test("a switch says whether it is on, and takes no taps while it is busy", () => {
  const onChange = jest.fn();
  const { rerender } = render(<Toggle label="年检" checked onChange={onChange} />);
  fireEvent.click(screen.getByRole("checkbox", { name: "年检，已开" }));
  expect(onChange).toHaveBeenCalledWith(false);
  rerender(<Toggle label="年检" checked={false} busy onChange={onChange} />);
  fireEvent.click(screen.getByRole("checkbox", { name: "年检，已关" }));
  expect(onChange).toHaveBeenCalledTimes(1);
});
