import { randomUUID } from "node:crypto";
import { type AgreementPrice, activateAgreement, draftAgreement } from "@club/shared/merchant-agreements";
import { createBranch } from "@club/shared/merchant-branches";
import { inviteClerk, inviteClerkByStaff } from "@club/shared/merchant-clerks";
import { changeMerchantStatus, createMerchant } from "@club/shared/merchants";
import type { Position } from "@club/shared/regions";
import { shanghaiDay } from "@club/shared/time";
import { joinByInvitation, type Person } from "./cast";
import type { World } from "./world";

export type Shop = {
  merchantId: string;
  name: string;
  branchId: string;
  position: Position;
  owner: Person;
  ownerPhone: string;
  clerks: (Person & { clerkId: string })[];
};
export type ShopPlan = {
  name: string;
  creditCode: string;
  cityCode: string;
  position: Position;
  prices: AgreementPrice[];
  taxBps: number;
  owner: { name: string; user: string; phone: string };
  clerks: { name: string; user: string; phone: string }[];
};

/** From the application to the first clerk, as the club's staff and the merchant's people do it. */
export async function onboardMerchant(world: World, admin: Person, plan: ShopPlan): Promise<Shop> {
  const { client } = world;
  const once = () => ({ ...admin, key: randomUUID() });
  const { name, creditCode, cityCode, owner } = plan;
  const bank = { bankName: "齐鲁银行济南分行", bankHolder: name, bankAccount: "6222370100012345678" };
  const merchant = await client.call(
    createMerchant,
    { name, creditCode, cityCode, contactName: owner.name, contactPhone: owner.phone, ...bank },
    once(),
  );
  const merchantId = merchant.id;
  await client.call(changeMerchantStatus, { merchantId, to: "reviewing", reason: "资料齐全，开始审核" }, admin);
  const branch = await client.call(
    createBranch,
    {
      merchantId,
      name: "经十路店",
      address: "济南市历下区经十路100号",
      lngE6: plan.position.lng,
      latE6: plan.position.lat,
      serviceIds: plan.prices.map(({ serviceId }) => serviceId),
    },
    once(),
  );
  const terms = { effectiveFromDay: shanghaiDay(world.clock.now()), prices: plan.prices, taxBps: plan.taxBps };
  const agreement = await client.call(draftAgreement, { merchantId, ...terms }, once());
  await client.call(activateAgreement, { merchantId, version: agreement.version, reason: "双方已签字盖章" }, admin);
  await client.call(changeMerchantStatus, { merchantId, to: "approved", reason: "现场核验通过" }, admin);
  const people = await invitePeople(world, admin, { merchantId, plan });
  return { merchantId, name, branchId: branch.id, position: plan.position, ownerPhone: owner.phone, ...people };
}

async function invitePeople(world: World, admin: Person, { merchantId, plan }: { merchantId: string; plan: ShopPlan }) {
  const { client } = world;
  const first = await client.call(inviteClerkByStaff, { merchantId, name: plan.owner.name, role: "owner" }, admin);
  const owner = await joinByInvitation(world, { ...plan.owner, invitationCode: first.invitationCode });
  const clerks: Shop["clerks"] = [];
  for (const clerk of plan.clerks) {
    const { invitationCode } = await client.call(inviteClerk, { name: clerk.name, role: "clerk" }, owner);
    clerks.push(await joinByInvitation(world, { ...clerk, invitationCode }));
  }
  return { owner, clerks };
}
