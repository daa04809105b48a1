// What a member does: register, claim, show; and what happens when the session or the network breaks.
import {
  assertClean,
  assertEqual,
  callsTo,
  claimAll,
  memberCaller,
  openPhone,
  readShownQr,
  registerByPages,
  reopen,
  storedSession,
} from "./flow-kit.mjs";

const CLAIM = /\/claim$/;

async function newMember(stage, number) {
  const member = openPhone({ ...stage, user: `member-${number}` });
  await registerByPages(member, { phone: `139000010${number}` });
  return member;
}

/** From the first tap to the code on the screen, all through the pages. */
export async function registerClaimShow(stage) {
  const member = await newMember(stage, 21);
  await member.tap("去领取礼包");
  await member.see("新会员礼包");
  await claimByPages(member);
  member.relaunch("/pages/vouchers/index");
  await member.tap(/^洗车，还可用 2 次/);
  await member.see("给商户看这个码");
  const token = await readShownQr(member);
  const issued = callsTo(member, "POST", /\/qr$/).pop().answer;
  assertEqual(token, issued.token, "what the camera reads");
  for (const group of issued.code.split("-")) await member.see(group);
  assertEqual(member.host.phone.brightness, 1, "brightness while the code is shown");
  assertEqual(member.host.phone.isScreenKeptOn, true, "the screen is kept on");
  member.switchTab("/pages/home/index");
  await member.until("the brightness is as before", () => member.host.phone.brightness === 0.5);
  assertClean(member);
  member.host.stop();
}

async function claimByPages(member) {
  await openPack(member);
  await member.tap("立即领取");
  await member.until("the claim is answered", () =>
    callsTo(member, "POST", CLAIM).some(({ status }) => status === 200),
  );
}

async function openPack(member) {
  await member.tap(/^新会员礼包/);
  await member.at("pages/packs/detail/index");
}

/** The answer of the claim is lost for good, the program is closed and opened: claiming again gives what was given. */
export async function claimLostReply(stage) {
  const member = await newMember(stage, 22);
  await member.tap("去领取礼包");
  await member.see("新会员礼包");
  member.host.network.faults.push(({ method, path }) => (method === "POST" && CLAIM.test(path) ? "lost" : null));
  await openPack(member);
  await member.tap("立即领取");
  await member.see("没有收到领取结果");
  const sent = callsTo(member, "POST", CLAIM);
  const again = reopen(member, stage);
  const stored = [...again.host.store.keys()].filter((name) => name.includes(".claim:"));
  assertEqual(stored.length, 1, "keys kept for the unfinished claim");
  const { items } = await memberCaller(again, stage.club)("GET", "/me/voucher-cards?group=usable");
  assertEqual(items.length, 3, "cards after the lost answer");
  assertEqual(new Set(sent.map(({ header }) => header["idempotency-key"])).size, 1, "keys used");
  assertClean(again);
  again.host.stop();
}

/** Access token gone: one renewal for all calls. Refresh token gone too: WeChat says silently who it is. */
export async function brokenSession(stage) {
  const member = await newMember(stage, 23);
  spoil(member, ["accessToken"]);
  const second = reopen(member, stage);
  await second.rest();
  second.switchTab("/pages/me/index");
  await second.see("139****1023");
  assertEqual(callsTo(second, "POST", /\/auth\/refresh$/).length, 1, "renewals");
  assertEqual(
    callsTo(second, "GET", /\/members\/me$/).some(({ status }) => status === 200),
    true,
    "the call was replayed",
  );
  spoil(second, ["accessToken", "refreshToken"]);
  const third = reopen(second, stage);
  third.switchTab("/pages/me/index");
  await third.see("139****1023");
  assertEqual(callsTo(third, "POST", /\/auth\/wechat$/).length, 1, "silent logins");
  assertClean(third);
  third.host.stop();
}

function spoil(person, fields) {
  const session = storedSession(person, "member");
  const spoiled = Object.fromEntries(fields.map((field) => [field, `${session[field].slice(0, -6)}AAAAAA`]));
  person.host.store.set("session.member", JSON.stringify({ ...session, ...spoiled }));
}

/** No network: what was seen last is shown with its time, and comes alive again by itself. */
export async function offline(stage) {
  const member = await newMember(stage, 24);
  member.relaunch("/pages/packs/index");
  await member.see("新会员礼包");
  const again = reopen(member, stage);
  again.host.network.faults.push(() => (again.host.phone.isOffline ? "offline" : null));
  again.host.phone.isOffline = true;
  again.relaunch("/pages/packs/index");
  await again.see("没有取到最新内容，显示的是");
  await again.see("新会员礼包");
  again.host.phone.isOffline = false;
  again.host.pages.hide();
  again.host.pages.show();
  await again.until("the mark goes away", () => !again.host.pages.text().includes("没有取到最新内容"));
  again.host.stop();
}

/** After a code by SMS the page shows what the club keeps of the member, and the copy holds all of it. */
export async function copyOfData(stage) {
  const member = await newMember(stage, 26);
  const cards = await claimAll(member, stage.club);
  member.relaunch("/pages/settings/export/index");
  await member.see("兑换券、核销");
  const before = stage.club.sms.length;
  await member.tap("获取验证码");
  const sent = await member.until("the code by SMS", () =>
    stage.club.sms.slice(before).find(({ phone }) => phone === "13900001026"),
  );
  await member.type("短信验证码", sent.params.code);
  await member.tap("导出");
  await member.see("13900001026");
  const given = cards.reduce((sum, { quantity }) => sum + quantity, 0);
  await member.see(`兑换券 ${given} 条`);
  await member.see("没有核销记录");
  await member.tap("复制全部资料");
  const copy = JSON.parse(await member.until("the copy", () => member.host.phone.clipboard));
  const sizes = copy.sections.map(({ key, items }) => `${key} ${items.length}`);
  assertEqual(sizes.includes(`vouchers ${given}`), true, "all vouchers in the copy");
  assertEqual(copy.member.phone, "13900001026", "the phone in the copy");
  assertClean(member);
  member.host.stop();
}

/** A password set after a code by SMS ends the session; then it signs in, on a phone that keeps what the server gave it for this. */
export async function signsInByPassword(stage) {
  const member = await newMember(stage, 27);
  const [phone, password] = ["13900001027", "Chezhu2026"];
  member.relaunch("/pages/settings/password/index");
  const before = stage.club.sms.length;
  await member.tap("获取验证码");
  const sent = await member.until("the code by SMS", () =>
    stage.club.sms.slice(before).find((sms) => sms.phone === phone),
  );
  await member.type("短信验证码", sent.params.code);
  await member.type("新密码", password);
  await member.tap("设置密码");
  await member.at("pages/home/index");
  assertEqual(storedSession(member, "member"), null, "the session");
  member.go("/pages/auth/index");
  await member.tap("手机号验证码登录");
  await member.type("手机号", phone);
  await member.tap("改用密码登录");
  await member.see("没有设置过密码");
  await member.type("密码", "Wrong2026");
  await member.tap(/^登录$/);
  await member.see("账号或密码不正确");
  await member.type("密码", password);
  await member.tap(/^登录$/);
  await member.until("the session", () => storedSession(member, "member"));
  assertEqual(storedSession(member, "member").isByWechat, false, "signed in by WeChat");
  const [wrong, right] = callsTo(member, "POST", /\/auth\/login\/password$/);
  assertEqual([wrong.status, right.status].join(), "401,200", "answers to the two passwords");
  assertEqual(member.host.store.get("device"), JSON.stringify(right.answer.deviceToken), "what the phone keeps");
  assertClean(member);
  member.host.stop();
}

/** Logging out takes session, cache and unfinished intents of the member off the phone. */
export async function logOut(stage) {
  const member = await newMember(stage, 25);
  member.relaunch("/pages/settings/index");
  await member.tap("退出登录");
  await member.at("pages/home/index");
  assertEqual(storedSession(member, "member"), null, "the session");
  const left = [...member.host.store.keys()].filter((name) => /^(cache|once)\.member/.test(name));
  assertEqual(left.length, 0, "remembered answers and unfinished intents");
  member.relaunch("/pages/vouchers/index");
  await member.see("登录后查看");
  assertClean(member);
  member.host.stop();
}
