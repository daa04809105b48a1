import { fireEvent, render, screen } from "@testing-library/react";
import { onAMembersPhone, pass } from "../../../../test/page";
import { answer, phone, refusal } from "../../../../test/phone";
import { vehicleWith } from "../vehicle.testing";
import EditVehiclePage from "./index";

const sent = (method: string) => phone.sent.filter((request) => request.method === method);
const typeInto = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });

onAMembersPhone();

function pressPlate(plate: string) {
  fireEvent.click(screen.getByRole("button", { name: "车牌号，点击填写" }));
  for (const key of plate) fireEvent.click(screen.getByRole("button", { name: key }));
  fireEvent.click(screen.getByText("填好了"));
}

test("an eight-character plate brings its type along, and the vehicle is added once by two taps", async () => {
  phone.network = () => answer(201, { vehicle: vehicleWith({ plate: "鲁AD00010" }), earnedPoints: 100 });
  render(<EditVehiclePage />);
  pressPlate("鲁AD00010");
  expect(screen.getByRole("button", { name: /^号牌种类，小型新能源/ })).toBeTruthy();
  typeInto("注册日期，请选择注册日期", "2024-03-08");
  fireEvent.click(screen.getByText("保存"));
  fireEvent.click(screen.getByText("保存"));
  await pass();
  expect(sent("POST")).toHaveLength(1);
  expect(sent("POST")[0]?.data).toMatchObject({ plate: "鲁AD00010", plateType: "52", registeredOn: "2024-03-08" });
  expect(phone.toasts).toEqual(["已添加车辆，获得 100 积分"]);
  expect(phone.opened).toEqual(["/pages/vehicles/detail/index?id=v1"]);
});

test("a VIN whose check digit is wrong is warned about and saved all the same", async () => {
  phone.network = () => answer(201, { vehicle: vehicleWith(), earnedPoints: null });
  render(<EditVehiclePage />);
  pressPlate("鲁A00001");
  typeInto("车架号", "LSVAA49J1N2100001");
  expect(screen.getByText(/校验位对不上/)).toBeTruthy();
  fireEvent.click(screen.getByText("保存"));
  await pass();
  expect(sent("POST")[0]?.data).toMatchObject({ vin: "LSVAA49J1N2100001" });
});

test("what cannot be is said at its field, and nothing is sent", async () => {
  render(<EditVehiclePage />);
  typeInto("车架号", "123");
  fireEvent.click(screen.getByText("保存"));
  await pass();
  expect(screen.getByText("请填写车牌号")).toBeTruthy();
  expect(screen.getByText(/车架号应为 17 位/)).toBeTruthy();
  expect(phone.sent).toHaveLength(0);
});

test("a refusal of the club is shown and what was typed stays", async () => {
  phone.network = () => refusal(409, "vehicles.already-added");
  render(<EditVehiclePage />);
  pressPlate("鲁A00001");
  typeInto("品牌", "大众");
  fireEvent.click(screen.getByText("保存"));
  await pass();
  expect(screen.getByText("不行。请稍后再试。")).toBeTruthy();
  expect(screen.getByLabelText<HTMLInputElement>("品牌").value).toBe("大众");
});

test("of a vehicle that is there only what was changed is sent, and its plate cannot be touched", async () => {
  phone.params = { id: "v1" };
  phone.network = () => answer(200, vehicleWith());
  render(<EditVehiclePage />);
  await pass();
  expect(screen.queryByRole("button", { name: /^车牌号/ })).toBeNull();
  typeInto("商业险到期日，请选择商业险到期日", "2027-02-01");
  fireEvent.click(screen.getByRole("button", { name: "清除已保存的车架号" }));
  fireEvent.click(screen.getByText("保存"));
  await pass();
  const change = phone.sent.find(({ method }) => method !== "GET");
  expect(change?.data).toEqual({ commercialUntilOn: "2027-02-01", vin: null });
  expect(phone.opened).toEqual(["back"]);
});
