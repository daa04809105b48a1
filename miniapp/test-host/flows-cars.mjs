// A member and the cars: adding them, what is due, violations, the reminders and the consent that WeChat asks for.
import { signInStaff } from "./club-api.mjs";
import { assertClean, assertEqual, callsTo, memberCaller, openPhone, registerByPages } from "./flow-kit.mjs";

const VIN = "LSVAA49J0N2100001";
const ENGINE_NO = "EA211123456";
const DAY_MS = 86_400_000;
const YEAR = new Date().getFullYear();
/** Registered three years ago in March: the next inspection is the fourth year's. */
const REGISTERED_ON = `${YEAR - 3}-03-08`;
const NEXT_INSPECTION = `${YEAR + 1}年3月31日`;
/** An inspection that is due at the end of this month can be done now. */
const THIS_MONTH = `${YEAR}-${String(new Date().getMonth() + 1).padStart(2, "0")}`;
const REFRESH = /\/violations\/refresh$/;

async function carOwner(stage, number) {
  const owner = openPhone({ ...stage, user: `cars-${number}` });
  await registerByPages(owner, { phone: `139000030${number}` });
  return owner;
}

async function pressPlate(person, plate) {
  await person.tap(/^车牌号，/);
  for (const key of plate) await person.tap(new RegExp(`^${key}$`));
  await person.tap("填好了");
}

/** Fills in the form of a vehicle and saves it; ends on the page of the vehicle. */
async function addByPages(person, { plate, shown, registeredOn, inspectionMonth }) {
  person.relaunch("/pages/vehicles/edit/index");
  await pressPlate(person, plate);
  await person.pick(/^注册日期，/, registeredOn);
  if (inspectionMonth) await person.pick(/^检验有效期至，/, inspectionMonth);
  await person.type("车架号", VIN);
  await person.type("发动机号", ENGINE_NO);
  await person.tap("保存");
  await person.at("pages/vehicles/detail/index");
  await person.see(shown);
}

/** A new-energy plate of eight characters and one of seven: type by the plate, due dates, 估算 until the printed date is given. */
export async function addVehicles(stage) {
  const owner = await carOwner(stage, 11);
  owner.relaunch("/pages/vehicles/index");
  await owner.tap("添加车辆");
  await addByPages(owner, { plate: "鲁AD00010", shown: "鲁A·D00010", registeredOn: REGISTERED_ON });
  await owner.see("小型新能源");
  await owner.see("估算");
  await owner.see(NEXT_INSPECTION);
  await owner.see("还没有填写");
  await owner.tap("填写年检日期");
  await owner.at("pages/vehicles/edit/index");
  await owner.pick(/^检验有效期至，/, THIS_MONTH);
  await owner.tap("保存");
  await owner.at("pages/vehicles/detail/index");
  await owner.tap("年检已办理");
  await owner.pick(/^新的检验有效期至，/, `${YEAR + 1}-03`);
  await owner.tap("保存");
  await owner.see(NEXT_INSPECTION);
  await owner.until(
    "the printed date takes the place of the estimate",
    () => !owner.host.pages.text().includes("估算"),
  );
  await addByPages(owner, { plate: "鲁A00001", shown: "鲁A·00001", registeredOn: "2022-05-10" });
  owner.relaunch("/pages/vehicles/index");
  await owner.see("鲁A·D00010");
  await owner.see("鲁A·00001");
  await refusedTwice(owner);
  assertClean(owner);
  owner.host.stop();
}

/** The same plate again is refused with what to do, and what was typed stays. */
async function refusedTwice(owner) {
  owner.relaunch("/pages/vehicles/edit/index");
  await pressPlate(owner, "鲁A00001");
  await owner.tap("保存");
  await owner.see("这个车牌已经在您的车辆里");
  await owner.see("鲁A·00001");
}

/** Records with their time; unknown stays unknown; the second refresh of a day says why not. */
export async function violationsOfCars(stage) {
  const owner = await carOwner(stage, 12);
  await addByPages(owner, { plate: "鲁A00001", shown: "鲁A·00001", registeredOn: "2022-05-10" });
  await owner.tap(/^违章查询/);
  await owner.see("机动车违反禁止标线指示的");
  await owner.see("数据截至");
  await owner.see("交管12123");
  await owner.tap("刷新违章结果");
  await owner.see("今天已经刷新过，明天可以再刷新");
  await owner.tap("刷新违章结果");
  await owner.rest();
  assertEqual(callsTo(owner, "POST", REFRESH).length, 1, "refreshes that were asked for");
  await addByPages(owner, { plate: "鲁A00006", shown: "鲁A·00006", registeredOn: "2020-01-06" });
  await owner.tap(/^违章查询/);
  await owner.see("处理情况未知");
  await owner.see("参考");
  const shown = owner.host.pages.text();
  for (const untrue of ["没有违章", "¥0.00"]) assertEqual(shown.includes(untrue), false, `"${untrue}" on the page`);
  assertEqual(shown.split("未知").length > 4, true, "未知 in the record and in the sums");
  assertClean(owner);
  owner.host.stop();
}

/** The remote switch: without it there is no way in, and who is there already is told where else to look. */
export async function violationsSwitchedOff(stage) {
  const owner = await carOwner(stage, 13);
  await addByPages(owner, { plate: "鲁A00001", shown: "鲁A·00001", registeredOn: "2022-05-10" });
  await owner.see("违章查询");
  const vehiclePage = `/pages/vehicles/detail/index?id=${owner.host.pages.query().id}`;
  const admin = await signInStaff(stage.club, "admin");
  const turn = (isOn) => admin("PUT", "/staff/violations/switch", { isOn, reason: "试一试开关" });
  await turn(false);
  try {
    owner.relaunch(vehiclePage);
    await owner.see("车主秘书");
    await owner.rest();
    assertEqual(owner.host.pages.text().includes("违章查询"), false, "the way to what is switched off");
    owner.relaunch(vehiclePage.replace("detail", "violations"));
    await owner.see("违章查询暂时关闭");
  } finally {
    await turn(true);
  }
  assertClean(owner);
  owner.host.stop();
}

/** Twelve months ahead, a switch, the consent inside the tap, the calendar. */
export async function remindersOfCars(stage) {
  const owner = await carOwner(stage, 14);
  owner.relaunch("/pages/assistant/index");
  await owner.see("还没有添加车辆");
  await addByPages(owner, { plate: "鲁A00003", shown: "鲁A·00003", registeredOn: dayFromNow(-2000) });
  owner.relaunch("/pages/assistant/index");
  await owner.see("鲁A·00003 年检");
  await owner.see("估算");
  await switchesAndConsent(owner);
  owner.relaunch("/pages/assistant/index");
  await owner.see("提醒已关闭");
  await owner.tap("添加到手机日历");
  const link = await owner.until("the calendar's link", () => owner.host.phone.clipboard);
  const file = await fetch(`${stage.club.base}${link.slice(link.indexOf("/api/"))}`);
  assertEqual(file.headers.get("content-type").startsWith("text/calendar"), true, "the link leads to a calendar");
  assertEqual((await file.text()).startsWith("BEGIN:VCALENDAR"), true, "a calendar file");
  assertClean(owner);
  owner.host.stop();
}

async function switchesAndConsent(owner) {
  owner.relaunch("/pages/assistant/switches/index");
  await owner.tap("年检，已开");
  await owner.see("年检");
  await owner.until("the switch is off", () => owner.host.pages.find({ attribute: "aria-label", is: "年检，已关" })[0]);
  owner.host.phone.subscribeAnswer = "accept";
  await owner.tap(/^同意微信提醒/);
  await owner.see("微信提醒：还可以收到 1 条");
  const [told] = callsTo(owner, "POST", /\/me\/reminders\/consents$/);
  assertEqual(told.status, 200, "the consent at the club");
  assertEqual(owner.host.phone.subscribed.length > 0, true, "WeChat was asked");
}

/** YYYY-MM-DD. 2000 days ago is half a year before the inspection of the sixth year; a licence begins to be renewed 90 days before its end. */
function dayFromNow(days) {
  return new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
}

/** The licence: chips, days, where it stands; renewed, with what is proposed for it. */
export async function licenceOfMember(stage) {
  const owner = await carOwner(stage, 15);
  owner.relaunch("/pages/vehicles/licence/index");
  await owner.see("车主秘书会提醒换证");
  await owner.pick(/^初次领证日期，/, dayFromNow(-2160));
  await owner.pick(/^有效期截止日，/, dayFromNow(28));
  await owner.tap("保存驾驶证");
  await owner.see("现在可以换证");
  const { licence } = await memberCaller(owner, stage.club)("GET", "/me/licence");
  assertEqual(licence.classes.join(), "C1", "the class at the club");
  owner.relaunch("/pages/assistant/index");
  await owner.see("驾驶证");
  await owner.tap(/^驾驶证.*，已办理$/);
  await owner.see("请对照新驾驶证");
  await owner.tap("确认已办理");
  await owner.until("the renewal has left the list", () => !owner.host.pages.text().includes("驾驶证换证"));
  const { licence: renewed } = await memberCaller(owner, stage.club)("GET", "/me/licence");
  assertEqual(
    renewed.validUntilOn.slice(0, 4),
    String(Number(licence.validUntilOn.slice(0, 4)) + 10),
    "ten years more",
  );
  assertClean(owner);
  owner.host.stop();
}
