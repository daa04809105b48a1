// What a clerk does: scan, look, confirm, undo; and what they are told when it cannot be done.
import { callerOf, inviteClerk, signInStaff } from "./club-api.mjs";
import {
  assertClean,
  assertEqual,
  callsTo,
  claimAll,
  joinByPages,
  memberCaller,
  openPhone,
  readShownQr,
  registerByPages,
  reopen,
} from "./flow-kit.mjs";

const CONFIRM = /^\/api\/merchant\/redemptions$/;

/** A member with vouchers and a clerk in the shop, both with their own phones. */
export async function meetAtShop({ dist, club, owner }, number) {
  const member = openPhone({ dist, club, user: `member-${number}` });
  await registerByPages(member, { phone: `139000010${number}` });
  await claimAll(member, club);
  const clerk = openPhone({ dist, club, user: `clerk-${number}` });
  const branch = owner.located.find(({ serviceIds }) => serviceIds.includes("car-wash"));
  await joinByPages(clerk, { invitationCode: await inviteClerk(owner), phone: `139000020${number}`, branch });
  return { member, clerk, branch };
}

export async function showVoucher(member, serviceName) {
  member.relaunch("/pages/vouchers/index");
  await member.tap(new RegExp(`^${serviceName}，还可用`));
  await member.see("给商户看这个码");
  return readShownQr(member);
}

async function todayCount(owner) {
  return (await owner.call("GET", "/merchant/redemptions?period=today")).totals.redeemedCount;
}

/** scan → preview → confirm; the member's page turns into the receipt; undo gives the voucher back, and the page its code. */
export async function scanConfirmUndo(stage) {
  const { member, clerk } = await meetAtShop(stage, 11);
  const before = await todayCount(stage.owner);
  clerk.host.phone.scans.push(await showVoucher(member, "洗车"));
  await clerk.tap("扫码核销");
  await clerk.see("俱乐部支付");
  await clerk.tap("确认核销");
  await clerk.see("核销成功");
  await member.see("已使用");
  await member.see("凭证编号");
  assertEqual(await todayCount(stage.owner), before + 1, "redemptions of today");
  await clerk.tap(/^核销错了？\d+ 分钟内可以撤销$/);
  await clerk.tap("扫错了兑换券");
  await clerk.tap("撤销核销，券退回车主");
  await clerk.at("merchant/pages/redemptions/index");
  await clerk.see("已撤销");
  await member.see("给商户看这个码");
  assertEqual(await todayCount(stage.owner), before, "redemptions of today after undoing");
  const { items } = await memberCaller(member, stage.club)("GET", "/me/voucher-cards?group=usable");
  assertEqual(items.find(({ serviceId }) => serviceId === "car-wash").count, 2, "car washes left");
  assertClean(member);
  assertClean(clerk);
  member.host.stop();
  clerk.host.stop();
}

/** The answer of a confirm is lost, once and for good: the same key is sent again and there is one effect. */
export async function lostReply(stage) {
  const { member, clerk } = await meetAtShop(stage, 12);
  const before = await todayCount(stage.owner);
  clerk.host.phone.scans.push(await showVoucher(member, "车辆检测"));
  await clerk.tap("扫码核销");
  let lost = 0;
  clerk.host.network.faults.push(({ method, path }) => {
    if (method !== "POST" || !CONFIRM.test(path) || lost >= 3) return null;
    lost += 1;
    return "lost";
  });
  await clerk.tap("确认核销");
  await clerk.see("可能已经核销成功");
  await clerk.tap("确认核销");
  await clerk.see("继续下一位");
  const calls = callsTo(clerk, "POST", CONFIRM);
  assertEqual(lost, 3, "answers lost");
  assertEqual(new Set(calls.map(({ header }) => header["idempotency-key"])).size, 1, "keys used");
  assertEqual(await todayCount(stage.owner), before + 1, "redemptions of today");
  const kept = [...clerk.host.store.keys()].filter((name) => name.startsWith("once."));
  assertEqual(kept.length, 0, "keys kept after the answer");
  assertClean(clerk);
  member.host.stop();
  clerk.host.stop();
  return `${calls.length} sent, 1 effect`;
}

/** Every reason why not is shown with its next step, nothing changes, and the clerk can go on. */
export async function everyReason(stage) {
  const { member, clerk, branch } = await meetAtShop(stage, 13);
  clerk.host.phone.position = null;
  const token = await showVoucher(member, "洗车");
  clerk.host.phone.scans.push(token);
  await clerk.tap("扫码核销");
  await clerk.see("现在不能核销，券没有变化");
  await clerk.see("需要门店现场定位");
  clerk.host.phone.position = { longitude: branch.lngE6 / 1_000_000 + 0.2, latitude: branch.latE6 / 1_000_000 };
  await clerk.tap("再查一次");
  await clerk.see("您不在门店附近");
  await clerk.tap("换一张");
  await clerk.at("merchant/pages/home/index");
  await clerk.tap("输入兑换码");
  await clerk.type("兑换码", "0000 0000 0000");
  await clerk.tap("查看这张兑换券");
  await clerk.see("没有找到这张兑换券");
  const { items } = await memberCaller(member, stage.club)("GET", "/me/voucher-cards?group=usable");
  assertEqual(items.find(({ serviceId }) => serviceId === "car-wash").count, 2, "car washes left");
  assertClean(clerk);
  member.host.stop();
  clerk.host.stop();
}

/** A service that wants a photo: taken, uploaded, and redeemed with it; by the code that is read out. */
export async function photoAndKeyIn(stage) {
  const { member, clerk } = await meetAtShop(stage, 14);
  const staff = await signInStaff(stage.club, "admin");
  const { items } = await staff("GET", "/staff/services");
  const { rules } = items.find(({ id }) => id === "designated-driver");
  const change = (photo) =>
    staff("PATCH", "/staff/services/designated-driver", { rules: { ...rules, photo }, reason: "试用现场照片" });
  await change(true);
  const shown = await showVoucher(member, "酒后代驾");
  assertEqual(shown.length > 20, true, "a token is shown");
  const code = member.host.network.log.filter(({ path }) => /\/qr$/.test(path)).pop().answer.code;
  clerk.host.phone.photoFile = stage.photoFile;
  await clerk.tap("输入兑换码");
  await clerk.type("兑换码", code);
  await clerk.tap("查看这张兑换券");
  await clerk.see("请拍一张含车牌的现场照片");
  await clerk.tap("拍照");
  await clerk.see("照片已上传");
  await clerk.tap("确认核销");
  await clerk.see("核销成功");
  await clerk.tap("继续下一位");
  await clerk.at("merchant/pages/home/index");
  await change(rules.photo);
  assertClean(clerk);
  member.host.stop();
  clerk.host.stop();
}

/** Who has joined by WeChat sets the password of the merchants' web page, which then takes it. */
export async function setsWebPassword(stage) {
  const { member, clerk } = await meetAtShop(stage, 17);
  await clerk.tap("网页登录密码");
  await clerk.at("merchant/pages/password/index");
  await clerk.type("新密码", "Wash2026car");
  await clerk.tap("设置密码");
  await clerk.at("merchant/pages/home/index");
  const login = { phone: "13900002017", password: "Wash2026car" };
  const { clerk: signedIn } = await callerOf(stage.club.base)("POST", "/merchant/login", login);
  assertEqual(signedIn.role, "clerk", "role of who signed in on the web page");
  assertClean(clerk);
  member.host.stop();
  clerk.host.stop();
}

/** Signing out as a clerk leaves nothing of the shop on the phone; the program starts as it was, signed out. */
export async function clerkSignsOut(stage) {
  const { member, clerk } = await meetAtShop(stage, 15);
  await clerk.tap("退出商户登录");
  await clerk.see("微信登录");
  const again = reopen(clerk, stage);
  assertEqual(
    [...again.host.store.keys()].some((name) => /^(session|cache)\.clerk/.test(name)),
    false,
    "clerk data left",
  );
  again.go("/merchant/pages/home/index");
  await again.tap("微信登录");
  await again.see("扫码核销");
  assertClean(again);
  member.host.stop();
  again.host.stop();
}
