import * as imports from "@club/shared/giftpack-batches";
import * as grants from "@club/shared/giftpack-grants";
import * as packs from "@club/shared/giftpacks";
import * as voucherAdmin from "@club/shared/voucher-admin";
import * as vouchers from "@club/shared/vouchers";
import { packInput } from "../src/features/giftpacks/giftpacks.test-kit";
import { countBooks } from "../src/features/vouchers/voucher-books.service";
import { newId } from "../src/platform/ids";
import { aCase, type Case, narrow } from "./cases";
import { freshVoucher, giveTo, HOME, newPack, PLATE, type World } from "./world";

const reason = "测试需要";
const city = { concerns: "city" } as const;
const cityList = { concerns: "city", outsider: "list" } as const;
const ofMember = { concerns: "member" } as const;
const memberList = { concerns: "member", outsider: "list" } as const;

const homePack = () => packInput({ cityCode: HOME, audience: { kind: "city", cityCodes: [HOME] } });
const phoneFile = ({ member }: World) => ({ bytes: Buffer.from(`手机号\n${member.phone}\n`), contentType: "text/csv" });

async function checkedBatch(world: World): Promise<string> {
  const batchId = newId();
  const as = world.people.cityAdmin;
  await world.api.call(
    imports.createGrantBatch,
    { packId: world.pack.id, batchId, reason },
    { as, upload: phoneFile(world) },
  );
  return batchId;
}

export const packCases: Case[] = [
  aCase(packs.createGiftPack, { concerns: "city", outsider: "giftpacks.city-out-of-scope" })(() => ({
    input: homePack(),
  })),
  aCase(
    packs.updateGiftPack,
    city,
  )(async (world) => ({ input: { packId: (await newPack(world, {}, "draft")).id, ...homePack() } })),
  aCase(
    packs.createGiftPackVersion,
    city,
  )(async (world) => {
    const { id: packId, currentVersion: baseVersion } = await newPack(world);
    const { items, terms } = homePack();
    return { input: { packId, baseVersion, items, terms, reason } };
  }),
  aCase(packs.publishGiftPack, city)(async (world) => ({ input: { packId: (await newPack(world, {}, "draft")).id } })),
  aCase(packs.pauseGiftPack, city)(async (world) => ({ input: { packId: (await newPack(world)).id, reason } })),
  aCase(packs.endGiftPack, city)(async (world) => ({ input: { packId: (await newPack(world)).id, reason } })),
  aCase(
    packs.topUpGiftPack,
    city,
  )(async (world) => {
    const { id: packId } = await newPack(world, { stockTotal: 5, budgetFen: 1_000_000 });
    return { input: { packId, stockCount: 5, budgetFen: 100, reason } };
  }),
  aCase(packs.listGiftPacks, cityList)(() => ({ input: { status: "published", limit: 100 } })),
  aCase(packs.getGiftPack, city)(({ pack }) => ({ input: { packId: pack.id } })),
  aCase(packs.listGiftPackVersions, city)(({ pack }) => ({ input: { packId: pack.id } })),
];

export const grantCases: Case[] = [
  aCase(grants.listMyGiftPacks, memberList)(() => ({ input: { section: "granted" } })),
  aCase(grants.getMyGiftPack, ofMember)(({ grantId }) => ({ input: { grantId } })),
  aCase(grants.claimGiftPack, ofMember)(async (world) => ({ input: { grantId: await giveTo(world, world.pack) } })),
  aCase(grants.estimateAudience, cityList)(() => ({ input: { cityCode: HOME, audience: { kind: "all" } } })),
  aCase(grants.countAudience, city)(({ pack }) => ({ input: { packId: pack.id } })),
  aCase(
    grants.addAudience,
    city,
  )(async (world) => ({
    input: { packId: (await newPack(world, { audience: { kind: "list" } }, "draft")).id },
    upload: phoneFile(world),
  })),
  aCase(grants.previewGiftPack, city)(({ pack, member }) => ({ input: { packId: pack.id, memberId: member.id } })),
  aCase(
    grants.grantGiftPack,
    city,
  )(async (world) => {
    const { id: packId } = await newPack(world, { trigger: "counter" });
    return { input: { packId, memberIds: [world.member.id], reason } };
  }),
  aCase(grants.listGrants, city)(({ pack }) => ({ input: { packId: pack.id, limit: 100 } })),
  aCase(grants.listMemberGrants, cityList)(({ member }) => ({ input: { memberId: member.id, limit: 100 } })),
  aCase(grants.revokeGrant, city)(async (world) => ({ input: { grantId: await giveTo(world, world.pack), reason } })),
  aCase(
    imports.createGrantBatch,
    city,
  )((world) => ({
    input: { packId: world.pack.id, batchId: newId(), reason },
    upload: phoneFile(world),
  })),
  aCase(
    imports.listGrantBatches,
    city,
  )(async (world) => {
    const { pack } = world;
    await checkedBatch(world);
    return { input: { packId: pack.id, limit: 100 } };
  }),
  aCase(imports.executeGrantBatch, city)(async (world) => ({ input: { batchId: await checkedBatch(world) } })),
  aCase(imports.getGrantBatch, city)(async (world) => ({ input: { batchId: await checkedBatch(world) } })),
  aCase(
    imports.listGrantBatchRows,
    city,
  )(async (world, { name }) => {
    const batchId = await checkedBatch(world);
    return { input: { batchId, limit: 100, ...(name === "auditor" && { result: "ok" as const }) } };
  }),
];

const CODE = { ...ofMember, reveals: ["code"] } as const;
const onFresh = async (world: World) => ({ voucherId: (await freshVoucher(world))._id, reason });

/** The other ways to narrow the list, so that the proof of the query plans sees them too. */
async function narrowed({ api, people, member }: World): Promise<void> {
  const [serviceId, status] = ["vehicle-check", "expired"] as const;
  const ways = [{}, { serviceId }, { status }, { serviceId, status }];
  for (const way of ways) {
    await api.call(voucherAdmin.listStaffVouchers, { ...way, limit: 20 }, { as: people.cityAdmin });
    const ofOne = { memberId: member.id, ...way, limit: 20 };
    await api.call(voucherAdmin.listStaffVouchers, ofOne, { as: people.provinceAdmin });
  }
}

export const voucherCases: Case[] = [
  aCase(vouchers.listMyVoucherCards, memberList)(() => ({ input: { group: "usable", limit: 100 } })),
  aCase(vouchers.getMyVoucher, CODE)(({ voucher }) => ({ input: { voucherId: voucher._id } })),
  aCase(vouchers.createVoucherQr, CODE)(({ voucher }) => ({ input: { voucherId: voucher._id } })),
  aCase(
    vouchers.bindVoucherPlate,
    CODE,
  )(async (world) => ({
    input: { voucherId: (await freshVoucher(world, { plateBinding: "required" }))._id, plate: PLATE },
  })),
  aCase(
    voucherAdmin.lookUpVoucher,
    city,
  )(({ code, member }, { name }) => {
    if (name === "auditor") return { input: { plate: PLATE } };
    return { input: name === "counterClerk" ? { phone: member.phone } : { code } };
  }),
  aCase(
    voucherAdmin.listStaffVouchers,
    cityList,
  )(async (world) => {
    await narrowed(world);
    return { input: { memberId: world.member.id, limit: 100 } };
  }),
  aCase(voucherAdmin.getStaffVoucher, city)(({ usedVoucher }) => ({ input: { voucherId: usedVoucher._id } })),
  aCase(voucherAdmin.lockVoucher, city)(async (world) => ({ input: await onFresh(world) })),
  aCase(
    voucherAdmin.unlockVoucher,
    city,
  )(async (world) => {
    const input = await onFresh(world);
    await world.api.call(voucherAdmin.lockVoucher, input, { as: world.people.cityAdmin });
    return { input };
  }),
  aCase(voucherAdmin.revokeVoucher, city)(async (world) => ({ input: await onFresh(world) })),
  aCase(
    voucherAdmin.replaceVoucher,
    city,
  )(async (world) => ({ input: { ...(await onFresh(world)), expiresOn: "2027-03-31" } })),
  aCase(
    voucherAdmin.extendVoucher,
    city,
  )(async (world) => ({ input: { ...(await onFresh(world)), expiresOn: "2027-03-31" } })),
  aCase(
    voucherAdmin.getVoucherBalance,
    cityList,
  )(async (world) => {
    const { serviceId } = world.voucher;
    await countBooks(world.api.ctx());
    await narrow(world, voucherAdmin.getVoucherBalance, [{}, { serviceId }, { cityCode: HOME }]);
    return { input: { memberId: world.member.id } };
  }),
];
