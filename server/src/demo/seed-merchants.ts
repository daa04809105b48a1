import { addMonths, monthRange, shanghaiDay, shanghaiMonth, startOfShanghaiDay } from "@club/shared/time";
import { rightsOf } from "../features/merchants/clerks.service";
import { bumpDirectory } from "../features/merchants/merchants.directory";
import {
  type Agreement,
  Agreements,
  type Branch,
  Branches,
  type Clerk,
  Clerks,
  type Merchant,
  MerchantRights,
  Merchants,
  PURPOSE,
} from "../features/merchants/merchants.model";
import { openidOf } from "../gateways/standin/wechat-standin";
import { blindIndex, encrypt } from "../platform/crypto";
import { inTransaction } from "../platform/db";
import { insertMissing } from "./insert-missing";
import type { PlannedMerchant, PlannedPerson } from "./merchant-plan";
import type { SeedRun } from "./seed-run";

const CHUNK = 100;

/**
 * Merchants with branches, people and agreements, in bulk: they are volume, and what guards them in the product (the rights
 * to a credit code, a phone and a WeChat user; one agreement in force) is stored with them.
 */
export async function seedMerchants(run: SeedRun): Promise<void> {
  for (let from = 0; from < run.merchants.length; from += CHUNK) {
    const chunk = run.merchants.slice(from, from + CHUNK);
    const clerks = chunk.flatMap((merchant) => merchant.people.map((person) => toClerk(run, merchant, person)));
    await insertMissing(MerchantRights, [
      ...chunk.map((merchant) => ({ _id: `credit:${merchant.creditCode}`, holderId: merchant.id })),
      ...clerks.flatMap((clerk) => rightsOf(clerk).map((_id) => ({ _id, holderId: clerk._id }))),
    ]);
    await insertMissing(
      Merchants,
      chunk.map((merchant) => toMerchant(run, merchant)),
    );
    await insertMissing(
      Branches,
      chunk.flatMap((merchant) => toBranches(run, merchant)),
    );
    await insertMissing(
      Agreements,
      chunk.flatMap((merchant) => toAgreements(run, merchant)),
    );
    await insertMissing(Clerks, clerks);
  }
  await inTransaction((session) => bumpDirectory(session));
  run.progress(
    `商户 ${run.merchants.length} 家，门店 ${run.merchants.reduce((sum, row) => sum + row.branches.length, 0)} 个`,
  );
}

/** The day the n-th merchant joined: three to six months before today. */
function joinedAt(run: SeedRun, { n }: PlannedMerchant): Date {
  const from = startOfShanghaiDay(addMonths(shanghaiDay(run.startedAt), -6)).getTime();
  return new Date(from + (n % 90) * 86_400_000 + 36_000_000);
}

function toMerchant(run: SeedRun, planned: PlannedMerchant): Merchant {
  const { keys } = run.deps;
  const [owner] = planned.people;
  const createdAt = joinedAt(run, planned);
  const phone = owner?.phone ?? "";
  return {
    _id: planned.id,
    name: planned.name,
    creditCode: planned.creditCode,
    cityCode: planned.city.code,
    status: planned.status,
    statusReason: planned.status === "suspended" ? "门店装修，暂停接单" : null,
    contactNameEnc: encrypt(keys, owner?.name ?? planned.name, PURPOSE.contactName),
    contactPhoneEnc: encrypt(keys, phone, PURPOSE.contactPhone),
    contactPhoneBlind: blindIndex(keys, PURPOSE.phone, phone),
    bankName: planned.bankName,
    bankHolder: planned.name,
    bankAccountEnc: encrypt(keys, planned.bankAccount, PURPOSE.bankAccount),
    bankChangedAt: createdAt,
    agreementCount: planned.newPrices === null ? 1 : 2,
    agreementRevision: 0,
    createdAt,
    updatedAt: createdAt,
  };
}

function toBranches(run: SeedRun, planned: PlannedMerchant): Branch[] {
  const createdAt = joinedAt(run, planned);
  return planned.branches.map((branch) => ({
    _id: branch.id,
    merchantId: planned.id,
    name: branch.name,
    address: branch.address,
    phone: null,
    openingHours: "08:30-19:00",
    cityCode: planned.city.code,
    lngE6: branch.position.lng,
    latE6: branch.position.lat,
    serviceIds: branch.serviceIds,
    isActive: true,
    createdAt,
    updatedAt: createdAt,
  }));
}

function toAgreements(run: SeedRun, planned: PlannedMerchant): Agreement[] {
  const { id, prices, newPrices, taxBps } = planned;
  const createdAt = joinedAt(run, planned);
  const thisMonth = monthRange(shanghaiMonth(run.startedAt)).from;
  const first: Agreement = {
    _id: `${id}:1`,
    merchantId: id,
    version: 1,
    status: "active",
    effectiveFrom: startOfShanghaiDay(addMonths(shanghaiDay(run.startedAt), -6)),
    effectiveTo: newPrices === null ? null : thisMonth,
    prices,
    taxBps,
    createdAt,
    activatedAt: createdAt,
  };
  if (newPrices === null) return [first];
  const changedAt = new Date(thisMonth.getTime() - 5 * 86_400_000);
  const second = { effectiveFrom: thisMonth, effectiveTo: null, createdAt: changedAt, activatedAt: changedAt };
  return [first, { ...first, ...second, _id: `${id}:2`, version: 2, prices: newPrices }];
}

function toClerk(run: SeedRun, planned: PlannedMerchant, person: PlannedPerson): Clerk {
  const { keys } = run.deps;
  const createdAt = joinedAt(run, planned);
  return {
    _id: person.id,
    merchantId: planned.id,
    role: person.role,
    nameEnc: encrypt(keys, person.name, PURPOSE.clerkName),
    phoneEnc: encrypt(keys, person.phone, PURPOSE.clerkPhone),
    phoneBlind: blindIndex(keys, PURPOSE.phone, person.phone),
    openidBlind: blindIndex(keys, PURPOSE.openid, openidOf(person.wechatUser)),
    branchIds: [],
    status: "active",
    passwordHash: run.passwordHash,
    joinedAt: createdAt,
    lastLoginAt: null,
    updatedAt: createdAt,
  };
}
