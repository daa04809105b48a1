// Steps that several flows share.
import readQr from "jsqr";
import { callerOf } from "./club-api.mjs";
import { readGif } from "./gif.mjs";
import { startHost } from "./host.mjs";
import { personAt } from "./person.mjs";

/** A phone with the mini-program running, and the person who holds it. */
export function openPhone({ dist, club, ...options }) {
  return personAt(startHost({ dist, base: club.base, ...options }));
}

/** The same phone after the mini-program was closed: a new program on the old storage. */
export function reopen(person, { dist, club }) {
  const { host } = person;
  host.stop();
  const again = openPhone({ dist, club, store: host.store, user: host.phone.user });
  Object.assign(again.host.phone, { position: host.phone.position, photoFile: host.phone.photoFile });
  return again;
}

/** The token of an identity as the program has stored it. */
export function storedSession(person, identity) {
  const text = person.host.store.get(`session.${identity}`);
  return text ? JSON.parse(text) : null;
}

/** Registers a member through the pages, as somebody does who has never been here. */
export async function registerByPages(person, { phone, city = "济南市" }) {
  person.go("/pages/auth/index");
  await person.tap("微信登录");
  await person.see("注册会员");
  await person.tap(/^所在城市/);
  await person.tap(city);
  await person.tap("我已阅读并同意用户协议和隐私政策");
  await person.allowPhone("用微信手机号注册", phone);
  await person.see("注册成功");
}

/** Claims every pack that waits for a member, over the interface, and answers the cards. */
export async function claimAll(person, club) {
  const call = memberCaller(person, club);
  const { items } = await call("GET", "/me/gift-packs?section=granted");
  const cards = [];
  for (const { grantId } of items) {
    const headers = { "idempotency-key": `prepare-${grantId}` };
    const answer = await fetch(`${club.base}/api/me/gift-packs/${grantId}/claim`, {
      method: "POST",
      headers: { ...headers, authorization: `Bearer ${storedSession(person, "member").accessToken}` },
    });
    cards.push(...(await answer.json()).cards);
  }
  return cards;
}

export function memberCaller(person, club) {
  return callerOf(club.base, storedSession(person, "member").accessToken);
}

/** A clerk who joined the owner's shop by an invitation and stands in its branch. */
export async function joinByPages(person, { invitationCode, phone, branch }) {
  person.host.phone.position = { longitude: branch.lngE6 / 1_000_000, latitude: branch.latE6 / 1_000_000 };
  person.go("/merchant/pages/home/index");
  await person.tap("我有邀请码");
  await person.type("邀请码", invitationCode);
  await person.allowPhone("用微信手机号加入", phone);
  await person.at("merchant/pages/home/index");
  await person.see("扫码核销");
  await person.tap(/，(选择|更换)门店$/);
  await person.tap(branch.name);
  await person.see(branch.name);
}

/** What the QR code on the page says when a camera reads it. */
export async function readShownQr(person) {
  const picture = await person.picture(/^data:image\/gif/);
  const { data, width, height } = readGif(picture);
  const read = readQr(data, width, height);
  if (!read) throw new Error("the QR code on the page cannot be read");
  return read.data;
}

/** The program made no mistake that it did not expect. */
export function assertClean(person) {
  const { errors } = person.host;
  if (errors.length > 0) throw new Error(`the program logged errors:\n${errors.join("\n")}`);
}

export function assertEqual(actual, expected, what) {
  if (actual !== expected) throw new Error(`${what}: ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`);
}

/** Calls of the program so far, by method and a pattern of the path. */
export function callsTo(person, method, pattern) {
  return person.host.network.log.filter((entry) => entry.method === method && pattern.test(entry.path));
}
