import type { GiftPackInput } from "@club/shared/giftpack-content";
import { createGiftPack, type GiftPackView, publishGiftPack } from "@club/shared/giftpacks";
import type { TestApi, TestUser } from "../../../test/kit";
import { createMember } from "../members/members.create";

/** A campaign of one five-wash card and one check for everybody in the province, open now, without limits. */
export function packInput(change: Partial<GiftPackInput> = {}): GiftPackInput {
  return {
    name: "新客礼包",
    intro: "洗车五次，检测一次",
    cityCode: null,
    trigger: "campaign",
    audience: { kind: "all" },
    opensAt: "2026-11-01T00:00:00.000Z",
    closesAt: null,
    claimDays: null,
    stockTotal: null,
    budgetFen: null,
    perMemberLimit: 1,
    items: [
      { serviceId: "car-wash", quantity: 5, validDays: 90, plateBinding: "none" },
      { serviceId: "vehicle-check", quantity: 1, validUntilOn: "2027-06-30", plateBinding: "none" },
    ],
    terms: ["请在有效期内使用。"],
    ...change,
  };
}
/** What one claim of packInput costs: 5 × 28.00 + 50.00 yuan. */
export const PACK_COST_FEN = 19_000;

/** A pack created and published by the province. */
export async function publishedPack(api: TestApi, change: Partial<GiftPackInput> = {}): Promise<GiftPackView> {
  const as = api.as.staff("provinceAdmin");
  const { id: packId } = await api.call(createGiftPack, packInput(change), { as });
  return api.call(publishGiftPack, { packId }, { as });
}

let lastPhone = 13_900_000_000;

/** A registered member who exists, with the phone. */
export async function newMember(api: TestApi, cityCode = "370100"): Promise<TestUser & { id: string; phone: string }> {
  lastPhone += 1;
  const phone = String(lastPhone);
  const member = await createMember(api.ctx(), { phone, wechat: null, cityCode, consents: [] });
  return { ...api.as.member({ id: member._id, cityCode }), id: member._id, phone };
}

/** Several members, made one after the other. */
export async function newMembers(
  api: TestApi,
  count: number,
  cityCode?: string,
): Promise<Awaited<ReturnType<typeof newMember>>[]> {
  const members = [];
  for (let index = 0; index < count; index += 1) members.push(await newMember(api, cityCode));
  return members;
}
