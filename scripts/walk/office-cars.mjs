// The back office's pages about cars: shared plates, what violations cost and ask for, what is said to members and from which data.
import { button, choose, loaded, rowsOf, subPage } from "./desk.mjs";

/** A city as the authority might announce it, and one that is wrong, to see the look before an import. */
const IMPORT = [
  {
    cityCode: "120000",
    cityName: "天津市",
    rules: [
      {
        kind: "tailDigit",
        ...{ appliesToLocal: true, appliesToNonLocal: true, localPrefixes: ["津"], exempts: "electric" },
        periods: [{ from: "2026-12-28", to: "2027-03-28", weekdayDigits: { 1: ["4", "9"], 2: ["5", "0"] } }],
        ...{ weekdays: [], timeRanges: [["07:00", "19:00"]], area: "外环线以内（不含）", letterCountsAs: null },
        ...{ freeOnHolidays: true, freeOnMakeupWeekends: true },
      },
    ],
    ...{ validThrough: "2027-03-28", source: "天津市公安局交通管理局通告", isVerified: true },
  },
  {
    cityCode: "1100",
    cityName: "北京市",
    rules: [],
    validThrough: "2027-03-28",
    source: "网上转载",
    isVerified: false,
  },
];

/** Everything of 车辆, 违章 and 车主秘书 that is not the first page of its section. Nothing is changed for others. */
export async function administratorLooksAtCars(page, { report, look, name }) {
  const step = (title, work) => report.step(page, title, work);
  await step("a member's vehicles stand on their page, masked", async () => {
    await choose(page, "会员");
    await page.getByLabel("手机号、车牌、姓名、会员号或券码").fill("13100000000");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/members\/./);
    await tab(page, "车辆");
    await rowsOf(page).first().waitFor();
    await look(page, `${name}-member-vehicles`);
    await tab(page, "提醒");
    await look(page, `${name}-member-reminders`);
  });
  await step("violations: what was spent, and what each city asks for", async () => {
    await choose(page, "违章");
    await subPage(page, "费用");
    await look(page, `${name}-violations-costs`, { whole: true });
    await subPage(page, "城市要求");
    await look(page, `${name}-violations-rules`);
    await button(page, /^设置济南/)
      .first()
      .click();
    await page.getByText("还没有改动。").waitFor();
    await look(page, `${name}-violations-override`);
    await button(page, "先不").click();
  });
  await step("violations: a provider is tried, and nothing is paid", async () => {
    await subPage(page, "供应商");
    await button(page, /^试一试/)
      .first()
      .click();
    await page.getByRole("dialog").getByText("说明").waitFor();
    await look(page, `${name}-violations-test`);
    await button(page, "知道了").click();
  });
  await remindersOf(page, { step, look, name });
}

async function remindersOf(page, { step, look, name }) {
  await step("a template is shown as members will read it, while it is typed", async () => {
    await choose(page, "车主秘书");
    await subPage(page, "模板");
    await look(page, `${name}-reminder-templates`);
    await page.getByRole("link", { name: "年检 · 到期前" }).click();
    await page.getByText("预览（示例内容）").waitFor();
    await page.getByLabel("标题").fill("{车牌} 该年检了");
    await page.getByText("鲁A·12345 该年检了").waitFor();
    await look(page, `${name}-reminder-template`, { whole: true });
    await button(page, "返回列表").click();
  });
  await step("deliveries, and what could not be delivered", async () => {
    await subPage(page, "送达记录");
    await look(page, `${name}-deliveries`);
    await subPage(page, "发送失败");
    await look(page, `${name}-dead-letters`);
  });
  await step("an import is looked at row by row before anything is saved", async () => {
    await subPage(page, "限行和节假日");
    await look(page, `${name}-reminder-data`, { whole: true });
    await button(page, "导入限行数据").click();
    await page.getByLabel(/JSON 内容/).fill(JSON.stringify(IMPORT, null, 2));
    await button(page, "试读").click();
    await page.getByText("其中 1 条有问题，不会导入。").waitFor();
    await look(page, `${name}-import`, { whole: true });
  });
}

async function tab(page, title) {
  await page.getByRole("tab", { name: title }).click();
  await loaded(page);
}
