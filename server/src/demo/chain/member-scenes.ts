import { randomUUID } from "node:crypto";
import { CONSENT_VERSIONS } from "@club/shared/auth";
import { claimGiftPack, listMyGiftPacks } from "@club/shared/giftpack-grants";
import { completeMe, getMe } from "@club/shared/members";
import { getMyVoucher, listMyVoucherCards } from "@club/shared/vouchers";
import type { Person } from "./cast";
import { VOUCHERS_PER_PACK } from "./pack-scenes";
import type { Member, Stage } from "./stage";

/** The pack that came with the registration waits for the member. */
export async function offerPack({ world, printer }: Stage, member: Person, packId: string): Promise<void> {
  const { items } = await world.client.call(listMyGiftPacks, { section: "granted" }, member);
  printer.expectEqual(items.length, 1, "有一份礼包可以领取");
  const [offer] = items;
  printer.expect(offer?.packId === packId && offer.whyNot === null, `「${offer?.name}」现在就能领`);
}

/** Name and ID number; what comes back is masked. */
export async function completeProfile({ world, printer }: Stage, member: Member): Promise<void> {
  const { name, idCard } = member;
  const before = await world.client.call(getMe, {}, member);
  printer.expectEqual(before.tier, "standard", "完善资料前是普通会员");
  const after = await world.client.call(
    completeMe,
    { name, idCard, sensitiveConsentVersion: CONSENT_VERSIONS.sensitive },
    member,
  );
  printer.expectEqual(after.tier, "senior", `现在是高级会员，会员号 ${after.memberNo}`);
  const shown = `${after.name} ${after.idCard} ${after.phone}`;
  printer.expect(
    !shown.includes(idCard) && !shown.includes(name) && !shown.includes(member.phone),
    `页面上只显示 ${shown}`,
  );
}

/** Claims twice: one set of vouchers, one answer. */
export async function claimPack({ world, printer }: Stage, member: Person, packId: string): Promise<void> {
  const { client } = world;
  const { items } = await client.call(listMyGiftPacks, { section: "granted" }, member);
  const grantId = items.find((offer) => offer.packId === packId)?.grantId ?? "";
  const claim = () => client.call(claimGiftPack, { grantId }, { ...member, key: randomUUID() });
  const [first, second] = [await claim(), await claim()];
  printer.expectEqual(JSON.stringify(second), JSON.stringify(first), "两次点击得到同一个结果");
  const cards = await client.call(listMyVoucherCards, {}, member);
  const total = cards.items.reduce((sum, card) => sum + card.count, 0);
  printer.expectEqual(
    total,
    VOUCHERS_PER_PACK,
    `券包里有 ${cards.items.map((card) => `${card.serviceName} ${card.count} 张`).join("、")}`,
  );
}

/** The first usable voucher of a service. */
export async function findVoucher({ world, printer }: Stage, member: Person, serviceId: string): Promise<string> {
  const { items } = await world.client.call(listMyVoucherCards, {}, member);
  const card = items.find((row) => row.serviceId === serviceId);
  printer.expect(card !== undefined, `有可用的${card?.serviceName ?? serviceId}券，剩 ${card?.count ?? 0} 张`);
  const voucher = await world.client.call(getMyVoucher, { voucherId: card?.voucherId ?? "" }, member);
  return voucher.id;
}
