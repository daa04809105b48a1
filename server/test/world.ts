import type { GiftPackInput } from "@club/shared/giftpack-content";
import { grantGiftPack } from "@club/shared/giftpack-grants";
import { createGiftPack, type GiftPackView, pauseGiftPack, publishGiftPack } from "@club/shared/giftpacks";
import type { AgreementPrice } from "@club/shared/merchant-agreements";
import { confirmRedemption, type ReceiptView, uploadRedemptionPhoto } from "@club/shared/redemptions";
import { bindVoucherPlate, getMyVoucher } from "@club/shared/vouchers";
import { smallPhoto } from "../src/demo/small-photo";
import { newPhone } from "../src/features/auth/auth.testing";
import { packInput } from "../src/features/giftpacks/giftpacks.test-kit";
import { newIdCard, signInMember } from "../src/features/members/members.testing";
import { joinAs, openMerchant, type TestMerchant, WASH_PRICE } from "../src/features/merchants/merchants.testing";
import { setRules, ticketFor } from "../src/features/redemptions/redemptions.testing";
import { seedServices } from "../src/features/services/services.service";
import { signInStaff } from "../src/features/staff/staff.testing";
import type { Voucher } from "../src/features/vouchers/voucher.model";
import { first, issueCard } from "../src/features/vouchers/vouchers.test-kit";
import { newId } from "../src/platform/ids";
import { startTestApi, type TestApi, type TestUser } from "./kit";

/*
 * One small club with everything in it once, for the tests that go over every endpoint: a member, a shop, staff, and the
 * same again as strangers to them.
 */

export const HOME = "370100";
const ELSEWHERE = "370200";
export const NOW = "2026-11-22T04:00:00Z";
/** Shops open here, so that there are past months to settle. */
const OPENING = "2025-01-15T04:00:00Z";

/** Everybody who may call: those whom the world's records concern, and their strangers. */
export const ROLES = [
  "nobody",
  "member",
  "otherMember",
  "clerk",
  "otherClerk",
  "owner",
  "otherOwner",
  "provinceAdmin",
  "cityAdmin",
  "cityAdminElsewhere",
  "finance",
  "financeElsewhere",
  "auditor",
  "auditorElsewhere",
  "counterClerk",
  "counterClerkElsewhere",
] as const;
export type RoleName = (typeof ROLES)[number];
export type Caller = { name: RoleName; user: TestUser | undefined };

type Signed = Awaited<ReturnType<typeof signInStaff>>;
type Person = Awaited<ReturnType<typeof signInMember>> & { name: string; idCard: string };
type People = Record<Exclude<RoleName, "nobody" | "member" | "otherMember">, Signed>;

export type World = {
  api: TestApi;
  member: Person;
  otherMember: Person;
  shop: TestMerchant;
  otherShop: TestMerchant;
  people: People;
  /** A manual pack of the home city, given to the member and waiting. */
  pack: GiftPackView;
  grantId: string;
  /** A usable car wash with its readable code, and a used vehicle check with plate and photo. */
  voucher: Voucher;
  code: string;
  usedVoucher: Voucher;
  receipt: ReceiptView;
};

export const PLATE = "鲁A8K6Q5";
const CHECK_PRICE: AgreementPrice = {
  serviceId: "vehicle-check",
  model: "fixed",
  priceFen: 5_000,
  clubShareBps: null,
  capFen: null,
};

/** Starts the whole club with an empty database and fills it. Takes a second or two. */
export async function buildWorld(): Promise<World> {
  const api = await startTestApi({ now: OPENING });
  await seedServices(api.clock.now());
  await setRules(api, "car-wash", {});
  await setRules(api, "vehicle-check", { plateConfirm: true, photo: true });
  const shop = await openMerchant(api, { prices: [WASH_PRICE, CHECK_PRICE] });
  const otherShop = await openMerchant(api, { name: "历下养车坊" });
  api.clock.set(NOW);
  const member = await newPerson(api, "欧阳若琳");
  const otherMember = await newPerson(api, "司马青云");
  const people = await hire(api, shop, otherShop);
  const pack = await newPack({ api, people }, { trigger: "manual", perMemberLimit: 50 });
  const [voucher] = await issueCard(api, member, { quantity: 1 });
  const used = await useWithPhoto(api, { shop, member });
  const world = { api, member, otherMember, shop, otherShop, people, pack, voucher: voucher as Voucher, ...used };
  for (const user of [member, otherMember, ...Object.values(people)]) keepSignedIn(user);
  const { code } = await api.call(getMyVoucher, { voucherId: world.voucher._id }, { as: member });
  return { ...world, code: code ?? "", grantId: await giveTo(world, pack) };
}

/** Their sessions are of no record, so that an endpoint which ends the sessions of one of them does not end the tests. */
function keepSignedIn(user: TestUser): void {
  user.actor = { ...user.actor, sessionId: newId() };
}

async function newPerson(api: TestApi, name: string): Promise<Person> {
  const idCard = newIdCard();
  return { ...(await signInMember(api, { name, idCard, phone: newPhone() })), name, idCard };
}

async function hire(api: TestApi, shop: TestMerchant, otherShop: TestMerchant): Promise<People> {
  return {
    clerk: shop.clerk,
    owner: shop.owner,
    otherClerk: otherShop.clerk,
    otherOwner: otherShop.owner,
    provinceAdmin: await signInStaff(api, "provinceAdmin"),
    cityAdmin: await signInStaff(api, "cityAdmin", HOME),
    cityAdminElsewhere: await signInStaff(api, "cityAdmin", ELSEWHERE),
    finance: await signInStaff(api, "finance"),
    financeElsewhere: await signInStaff(api, "finance", ELSEWHERE),
    auditor: await signInStaff(api, "auditor", HOME),
    auditorElsewhere: await signInStaff(api, "auditor", ELSEWHERE),
    counterClerk: await signInStaff(api, "counterClerk", HOME),
    counterClerkElsewhere: await signInStaff(api, "counterClerk", ELSEWHERE),
  };
}

/** The caller behind a role's name. */
export function callerOf(world: World, name: RoleName): Caller {
  if (name === "nobody") return { name, user: undefined };
  if (name === "member" || name === "otherMember") return { name, user: world[name] };
  return { name, user: world.people[name] };
}

let photos = 0;

/** A picture nobody has uploaded yet. */
export function newPhoto(): { bytes: Buffer; contentType: string } {
  photos += 1;
  return { bytes: smallPhoto(1_000 + photos), contentType: "image/png" };
}

/** A vehicle check with plate and photo, from the card to the receipt. */
async function useWithPhoto(api: TestApi, { shop, member }: { shop: TestMerchant; member: TestUser }) {
  const usedVoucher = first(
    await issueCard(api, member, { serviceId: "vehicle-check", quantity: 1, plateBinding: "required" }),
  );
  await api.call(bindVoucherPlate, { voucherId: usedVoucher._id, plate: PLATE }, { as: member });
  const { photoId } = await api.call(uploadRedemptionPhoto, {}, { as: shop.clerk, upload: newPhoto() });
  const ticket = await ticketFor(api, { shop, member, voucher: usedVoucher });
  const receipt = await api.call(
    confirmRedemption,
    { ticket, plateHidden: hiddenOf(PLATE), photoId },
    { as: shop.clerk },
  );
  return { usedVoucher, receipt };
}

/** The two characters of the plate that a clerk must type: the first two under the mask. */
function hiddenOf(plate: string): string {
  return plate.slice(2, 4);
}

/** A car wash of the member, used a moment ago. */
export async function freshReceipt(world: World): Promise<ReceiptView> {
  const { api, shop, member } = world;
  const ticket = await ticketFor(api, { shop, member, voucher: await freshVoucher(world) });
  return api.call(confirmRedemption, { ticket }, { as: shop.clerk });
}

/** A usable voucher of the member. */
export async function freshVoucher(
  world: Pick<World, "api" | "member">,
  wanted: Parameters<typeof issueCard>[2] = {},
): Promise<Voucher> {
  return first(await issueCard(world.api, world.member, { quantity: 1, ...wanted }));
}

/** A pack of the home city in a status; a campaign unless told. */
export async function newPack(
  { api, people }: Pick<World, "api" | "people">,
  change: Partial<GiftPackInput> = {},
  status: "draft" | "published" | "paused" = "published",
): Promise<GiftPackView> {
  const as = people.cityAdmin;
  const draft = await api.call(
    createGiftPack,
    packInput({ cityCode: HOME, audience: { kind: "city", cityCodes: [HOME] }, ...change }),
    { as },
  );
  if (status === "draft") return draft;
  const published = await api.call(publishGiftPack, { packId: draft.id }, { as });
  return status === "published" ? published : api.call(pauseGiftPack, { packId: draft.id, reason: "暂停一下" }, { as });
}

/** Gives the member one more of a pack; answers the grant's id. */
export async function giveTo(
  { api, people, member }: Pick<World, "api" | "people" | "member">,
  pack: { id: string },
): Promise<string> {
  const call = { packId: pack.id, memberIds: [member.id], reason: "测试赠送" };
  const { rows } = await api.call(grantGiftPack, call, { as: people.cityAdmin });
  const grantId = rows[0]?.grantId;
  if (!grantId) throw new Error(`nothing was granted: ${rows[0]?.refusal?.code}`);
  return grantId;
}

/** One more clerk of the member's shop. */
export function freshClerk({ api, shop }: Pick<World, "api" | "shop">, password?: string) {
  return joinAs(api, shop.merchantId, "clerk", password === undefined ? {} : { password });
}
