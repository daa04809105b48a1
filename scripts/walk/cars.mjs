// A member's cars: the garage, what is due, violations, the licence, the reminders and the messages.
import { open, sees, tap, tappable, type } from "./phone.mjs";
import { becomesMember } from "./states.mjs";

const VIN = "LSVAA49J0N2100001";
const WRONG_VIN = "LSVAA49J1N2100001";
const ENGINE_NO = "EA211123456";
const DAY_MS = 86_400_000;
const OFF = {
  state: "unavailable",
  problem: "switched-off",
  sentence: "违章查询暂时关闭。请打开“交管12123”查看。",
  asOf: null,
  totals: null,
  items: [],
};
const REFUSAL = { title: "服务暂时出了问题", status: 500, detail: "请稍后再试", code: "internal.unexpected" };

/** From the first vehicle to the messages; the member has just registered and has none of all this. */
export async function memberCars(page, { report, look, name }) {
  const step = (title, work) => report.step(page, title, work);
  const eye = (what, options) => look(page, `${name}-${what}`, options);
  await step("without a vehicle, the garage, the reminders and the messages lead on", () => nothingYet(page, eye));
  await step("a vehicle is added: plate keyboard, type by the plate, days, a VIN that is warned about", () =>
    addsVehicles(page, eye),
  );
  await step("the page of a vehicle says what is due, where the day is from, and what to do", async () => {
    await open(page, "pages/vehicles/index");
    await sees(page, "鲁A·00006");
    await eye("vehicles");
    await tap(page, "鲁A·00001");
    await sees(page, "估算");
    await sees(page, "违章查询");
    await eye("vehicle", { whole: true });
  });
  await step("violations: known ones, unknown ones, why there is no second refresh, switched off", () =>
    looksAtViolations(page, eye),
  );
  await step("the licence says where it stands", () => fillsInLicence(page, eye));
  await step("twelve months of reminders, their switches, and the consent in the tap", () => looksAhead(page, eye));
  await step("what cannot be loaded says so, with a way on", () => breaks(page, eye));
}

async function nothingYet(page, eye) {
  await open(page, "pages/vehicles/index");
  await sees(page, "还没有添加车辆");
  await eye("vehicles-empty");
  await open(page, "pages/assistant/index");
  await sees(page, "还没有添加车辆，添加后才能提醒");
  await open(page, "pages/assistant/inbox/index");
  await sees(page, "还没有消息");
  await eye("inbox-empty");
}

async function addsVehicles(page, eye) {
  await open(page, "pages/vehicles/edit/index");
  await tap(page, "车牌号，点击填写");
  await sees(page, "请把车牌号填完整");
  await eye("vehicle-plate");
  await pressPlate(page, "鲁A00001");
  await pickDay(page, "注册日期", "2022-05-10");
  await pickDay(page, "交强险到期日", dayFromNow(15));
  await type(page, "品牌", "大众");
  await type(page, "车型", "朗逸");
  await type(page, "车架号", WRONG_VIN);
  await sees(page, "校验位对不上");
  await type(page, "发动机号", ENGINE_NO);
  await eye("vehicle-form", { whole: true });
  await tap(page, "号牌种类");
  await sees(page, "大型汽车");
  await eye("vehicle-type");
  await tap(page, "小型汽车");
  await type(page, "车架号", VIN);
  await saves(page, "鲁A·00001");
  for (const plate of ["鲁A00006", "鲁AD00010"]) {
    await open(page, "pages/vehicles/edit/index");
    await tap(page, "车牌号，点击填写");
    await pressPlate(page, plate);
    await pickDay(page, "检验有效期至", dayFromNow(70).slice(0, 7));
    await type(page, "车架号", VIN);
    await type(page, "发动机号", ENGINE_NO);
    await saves(page, `${plate.slice(0, 2)}·${plate.slice(2)}`);
  }
}

async function pressPlate(page, plate) {
  for (const key of plate) await tap(page, key);
  await tap(page, "填好了");
}

/** Days are chosen in the browser's own calendar. */
async function pickDay(page, label, value) {
  await page.locator(`input[aria-label="${label}"]`).filter({ visible: true }).last().fill(value);
}

function dayFromNow(days) {
  return new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
}

async function saves(page, shown) {
  await tap(page, "保存");
  await sees(page, "修改资料");
  await sees(page, shown);
}

async function looksAtViolations(page, eye) {
  await openVehicle(page, "鲁A·00001");
  await tap(page, "违章查询");
  await sees(page, "机动车违反禁止标线指示的");
  await sees(page, "数据截至");
  await eye("violations", { whole: true });
  await tap(page, "刷新违章结果");
  await sees(page, "今天已经刷新过");
  await eye("violations-refreshed");
  await withReport(page, OFF, async () => {
    await page.reload();
    await sees(page, "违章查询暂时关闭");
    await eye("violations-off");
  });
  await openVehicle(page, "鲁A·00006");
  await tap(page, "违章查询");
  await sees(page, "处理情况未知");
  await sees(page, "参考");
  await eye("violations-unknown", { whole: true });
}

async function openVehicle(page, shown) {
  await open(page, "pages/vehicles/index");
  await tap(page, shown);
  await tappable(page, "违章查询").waitFor();
}

async function withReport(page, changes, work) {
  const pattern = /\/me\/vehicles\/[^/]+\/violations$/;
  await page.route(pattern, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), ...changes } });
  });
  await work();
  await page.unroute(pattern);
}

async function fillsInLicence(page, eye) {
  await open(page, "pages/vehicles/licence/index");
  await sees(page, "准驾车型");
  await eye("licence-form", { whole: true });
  await pickDay(page, "初次领证日期", dayFromNow(-2160));
  await pickDay(page, "有效期截止日", dayFromNow(28));
  await tap(page, "保存驾驶证");
  await sees(page, "记分周期");
  await eye("licence");
}

async function looksAhead(page, eye) {
  await open(page, "pages/assistant/index");
  await sees(page, "鲁A·00001 交强险");
  await sees(page, "鲁A·00006 年检");
  await sees(page, "驾驶证");
  await eye("reminders", { whole: true });
  await tap(page, "，已办理");
  await sees(page, "以后再填").catch(() => sees(page, "确认已办理"));
  await eye("reminder-done");
  await tap(page, "关闭");
  await open(page, "pages/assistant/switches/index");
  await sees(page, "提醒哪些事");
  await eye("reminder-switches", { whole: true });
  await tap(page, "限行城市");
  await sees(page, "不提醒限行");
  await eye("reminder-cities");
  await tap(page, "北京");
  await sees(page, "数据有效到");
  await tap(page, "生日，已开");
  await page.locator('[aria-label="生日，已关"]').waitFor();
  await tap(page, "同意微信提醒");
  await sees(page, "申请发送消息");
  await page.locator(".taro-model__confirm").filter({ visible: true }).first().click();
  await sees(page, "还可以收到 1 条");
}

/** A member of the demo data, who has had messages: they are read by opening them, and lead to what they are about. */
export async function memberIsTold(page, { report, look, name }) {
  await report.step(page, "messages are read by opening them, all at once by one button", async () => {
    await becomesMember(page);
    await open(page, "pages/assistant/inbox/index");
    await page.locator("[class*=messageTitle]").filter({ visible: true }).first().waitFor();
    await look(page, `${name}-inbox`);
    await readsAll(page);
    await open(page, "pages/vehicles/index");
    await sees(page, "常用车");
    await look(page, `${name}-vehicles-demo`);
    await open(page, "pages/assistant/index");
    await sees(page, "提醒设置");
    await sees(page, "天");
    await look(page, `${name}-reminders-demo`);
  });
}

/** On a phone that came here before, all has been read. */
async function readsAll(page) {
  if ((await page.getByText("全部标为已读").count()) === 0) return;
  await tap(page, "全部标为已读");
  await page.getByText("未读", { exact: true }).first().waitFor({ state: "detached" });
}

async function breaks(page, eye) {
  const pattern = /\/me\/reminders\/timeline$/;
  await page.route(pattern, (route) =>
    route.fulfill({ status: 500, contentType: "application/problem+json", body: JSON.stringify(REFUSAL) }),
  );
  await open(page, "pages/vehicles/index");
  await page.evaluate(() => {
    for (const key of Object.keys(localStorage)) if (key.startsWith("cache.")) localStorage.removeItem(key);
  });
  await open(page, "pages/assistant/index");
  await page.reload();
  await sees(page, "重新加载");
  await eye("reminders-error");
  await page.unroute(pattern);
}
