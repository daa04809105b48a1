import { fireEvent, render, screen } from "@testing-library/react";
import { onAMembersPhone, pass } from "../../../../test/page";
import { answer, phone } from "../../../../test/phone";
import { vehicleWith } from "../vehicle.testing";
import { DueDates } from "./due-dates";

const KNOWN = {
  inspectionValidUntilOn: "2028-03-31",
  compulsoryUntilOn: "2026-12-01",
  commercialUntilOn: "2026-12-05",
};
const show = (changes: Parameters<typeof vehicleWith>[0]) =>
  render(<DueDates vehicle={vehicleWith({ ...KNOWN, ...changes })} onChanged={async () => undefined} />);
const button = (name: string) => screen.queryByRole("button", { name });

onAMembersPhone();

test.each([
  ["compulsoryUntilOn", "交强险已续保"],
  ["commercialUntilOn", "商业险已续保"],
])("a renewal writes the new %s, and only a later one", async (field, name) => {
  phone.network = () => answer(200, vehicleWith({ [field]: "2027-12-05" }));
  show({});
  fireEvent.click(screen.getByRole("button", { name }));
  const choose = (day: string) => fireEvent.change(screen.getByLabelText(/^新的到期日，/), { target: { value: day } });
  choose("2026-11-30");
  fireEvent.click(screen.getByText("保存"));
  expect(screen.getByText("新的到期日要晚于现在的到期日")).toBeTruthy();
  expect(phone.sent).toHaveLength(0);
  choose("2027-12-05");
  fireEvent.click(screen.getByText("保存"));
  await pass();
  expect(phone.sent.map(({ method, data }) => [method, data])).toEqual([["PUT", { [field]: "2027-12-05" }]]);
});

test("an inspection is done from its window on, not years before", () => {
  show({});
  expect(button("年检已办理")).toBeNull();
  expect(button("填写年检日期")).toBeNull();
});

test.each(["2027-01-31", "2026-10-31"])("with the inspection due on %s it can be told", (inspectionValidUntilOn) => {
  show({ inspectionValidUntilOn });
  expect(button("年检已办理")).toBeTruthy();
});

test("an estimate outside of its window leads to filling in the printed date", () => {
  show({ inspectionValidUntilOn: null });
  expect(button("年检已办理")).toBeNull();
  expect(button("填写年检日期")).toBeTruthy();
});
