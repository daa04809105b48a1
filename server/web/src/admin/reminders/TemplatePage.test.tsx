import type { Role } from "@club/shared/http";
import { screen, waitFor } from "@testing-library/react";
import { Route, Routes } from "react-router";
import { type Answers, fakeServer, problem, show } from "../../../test/harness";
import { fill, press } from "../page.testing";
import { TEMPLATE } from "./reminders.testing";
import { TemplatePage } from "./TemplatePage";
import { changeLines, doubledKeys, templateTextOf, typedTemplate } from "./template-form";

const SAVE = "PUT /api/staff/reminders/templates/compulsoryInsurance/before";
const PREVIEW = {
  title: "鲁A·12345 交强险到期提醒",
  body: "交强险至 2026年12月31日。",
  wechat: [{ key: "thing1", value: "鲁A·12345 交强险还有三十…", isCut: true }],
  sms: [{ key: "date", value: "2026年12月31日" }],
  problems: [],
};

function open(answers: Answers = {}, role: Role = "provinceAdmin") {
  const server = fakeServer({
    "GET /api/staff/reminders/templates": () => ({ body: { items: [TEMPLATE] } }),
    "POST /api/staff/reminders/templates/preview": () => ({ body: PREVIEW }),
    ...answers,
  });
  show(
    <Routes>
      <Route path="/reminders/templates/:kind/:phase" element={<TemplatePage />} />
    </Routes>,
    { server, role, at: "/reminders/templates/compulsoryInsurance/before" },
  );
  return server;
}

/** Nothing can be saved until something has changed. */
async function pressSave() {
  await waitFor(() =>
    expect((screen.getByRole("button", { name: "保存…" }) as HTMLButtonElement).disabled).toBe(false),
  );
  await press("保存…");
}

it("shows what members will read, and what WeChat will cut", async () => {
  open();
  await screen.findByText("交强险至 2026年12月31日。");
  expect(screen.getByText("超过微信的长度，会这样截短")).toBeTruthy();
  expect(screen.getByText("服务器还没有配置这个短信模板，暂时不会发短信")).toBeTruthy();
});

it("lists what changes, asks why, and saves on the version that was looked at", async () => {
  const server = open({ [SAVE]: () => ({ body: { ...TEMPLATE, version: 4 } }) });
  fill(await screen.findByLabelText("标题"), "交强险快到期");
  await pressSave();
  await screen.findByText("标题：{车牌} 交强险到期提醒 → 交强险快到期");
  fill(screen.getByLabelText(/原因/), "更简短");
  await press("保存模板");
  await waitFor(() => expect(server.asked.some((one) => one.method === "PUT")).toBe(true));
  expect(server.asked.find((one) => one.method === "PUT")?.body).toEqual({
    title: "交强险快到期",
    body: "交强险至 {到期日}。",
    wechatTemplateId: null,
    wechatFields: {},
    smsTemplate: "reminder-due",
    smsParams: { date: "{到期日}" },
    baseVersion: 3,
    reason: "更简短",
  });
});

it("refuses a placeholder that the kind does not have, before anything is asked", async () => {
  const server = open();
  fill(await screen.findByLabelText("正文"), "积分 {积分} 快到期");
  await pressSave();
  await screen.findByText("不认识的占位符：{积分}");
  expect(screen.queryByLabelText(/原因/)).toBeNull();
  expect(server.asked.some((one) => one.method === "PUT")).toBe(false);
});

it("adds a placeholder to the body with one press", async () => {
  open();
  await press("{车牌}");
  expect((screen.getByLabelText("正文") as HTMLTextAreaElement).value).toBe("交强险至 {到期日}。{车牌}");
});

it("keeps what was typed when somebody else has saved first", async () => {
  open({
    [SAVE]: () =>
      problem(409, "reminders.version-conflict", { title: "内容已被其他人修改", detail: "请刷新后查看最新内容。" }),
  });
  fill(await screen.findByLabelText("标题"), "交强险快到期");
  await pressSave();
  fill(await screen.findByLabelText(/原因/), "更简短");
  await press("保存模板");
  await screen.findByText("内容已被其他人修改");
  expect((screen.getByLabelText("标题") as HTMLInputElement).value).toBe("交强险快到期");
});

it("lets those read who may not change, and says who may", async () => {
  open({}, "finance");
  await screen.findByText("省级管理员可以修改模板");
  expect(screen.queryByRole("button", { name: "保存…" })).toBeNull();
  expect((screen.getByLabelText("标题") as HTMLInputElement).disabled).toBe(true);
});

it("sends what is left empty as none and leaves unfinished rows out", () => {
  const typed = { ...typedTemplate(TEMPLATE), smsTemplate: " ", smsParams: [{ key: "date", text: "" }] };
  expect(templateTextOf(typed)).toMatchObject({ smsTemplate: null, smsParams: {} });
  expect(changeLines(TEMPLATE, templateTextOf(typed))).toEqual([
    "短信模板：reminder-due → 不用",
    "短信参数：date={到期日} → 无",
  ]);
});

it("sees a field's name that stands twice", () => {
  expect(doubledKeys([{ key: "thing1" }, { key: "thing1 " }, { key: "" }, undefined])).toEqual(["thing1"]);
});
