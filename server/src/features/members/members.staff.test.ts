import { refreshSession, wechatLogin } from "@club/shared/auth";
import { correctMember, getMember, listMembers, revealMemberField, searchMembers } from "@club/shared/member-admin";
import { getMe } from "@club/shared/members";
import { startTestApi, type TestApi, type TestUser } from "../../../test/kit";
import { AuditEntries } from "../../platform/audit";
import { createAuthRoutes } from "../auth/auth.routes";
import { newPhone, type SignedIn } from "../auth/auth.testing";
import { signInStaff } from "../staff/staff.testing";
import { createMember } from "./members.create";
import { reloadMember } from "./members.login";
import { Members } from "./members.model";
import { membersRoutes } from "./members.routes";
import {
  countMembers,
  findMemberByNo,
  findMembersByPhones,
  getMemberContact,
  memberSummaries,
} from "./members.service";
import { newIdCard, signInMember } from "./members.testing";

// Passwords and races take their time on a busy machine.
jest.setTimeout(60_000);

let api: TestApi;
let province: SignedIn;
let jinan: SignedIn;
let qingdao: SignedIn;
beforeAll(async () => {
  api = await startTestApi({ routes: [...createAuthRoutes({ member: reloadMember }), ...membersRoutes] });
  province = await signInStaff(api, "provinceAdmin");
  jinan = await signInStaff(api, "cityAdmin", "370100");
  qingdao = await signInStaff(api, "cityAdmin", "370200");
});
afterAll(() => api.stop());

const REASON = "会员到柜面出示身份证";

test("rights: nobody 401, members, finance and merchants 403, the counter may read but not correct or reveal", async () => {
  const { id: memberId } = await signInMember(api);
  const reading = [
    (as?: TestUser) => api.call(searchMembers, { phone: newPhone() }, { as }),
    (as?: TestUser) => api.call(listMembers, {}, { as }),
    (as?: TestUser) => api.call(getMember, { memberId }, { as }),
  ];
  const writing = [
    (as?: TestUser) => api.call(correctMember, { memberId, phone: newPhone(), reason: REASON }, { as }),
    (as?: TestUser) => api.call(revealMemberField, { memberId, field: "phone", reason: REASON }, { as }),
  ];
  const outsiders = [api.as.member(), await signInStaff(api, "finance"), api.as.merchant({ merchantId: "m1" })];
  for (const call of [...reading, ...writing]) {
    await expect(call()).rejects.toMatchObject({ code: "auth.required", status: 401 });
    for (const outsider of outsiders)
      await expect(call(outsider)).rejects.toMatchObject({ code: "auth.forbidden", status: 403 });
  }
  const counter = await signInStaff(api, "counterClerk", "370100");
  for (const call of reading) await call(counter);
  for (const call of writing)
    await expect(call(counter)).rejects.toMatchObject({ code: "auth.forbidden", status: 403 });
});

test("another city's member does not exist for city staff", async () => {
  const phone = newPhone();
  const { id: memberId } = await signInMember(api, { phone, name: "只在青岛", cityCode: "370200" });
  const { memberNo } = (await api.call(getMember, { memberId }, { as: qingdao })).member;
  await expect(api.call(getMember, { memberId }, { as: jinan })).rejects.toMatchObject({
    code: "members.not-found",
    status: 404,
  });
  await expect(api.call(correctMember, { memberId, phone: null, reason: REASON }, { as: jinan })).rejects.toMatchObject(
    { code: "members.not-found" },
  );
  await expect(
    api.call(revealMemberField, { memberId, field: "phone", reason: REASON }, { as: jinan }),
  ).rejects.toMatchObject({
    code: "members.not-found",
  });
  for (const by of [{ phone }, { memberNo }, { name: "只在青岛" }]) {
    expect((await api.call(searchMembers, by, { as: jinan })).items).toEqual([]);
    for (const as of [qingdao, province]) {
      expect((await api.call(searchMembers, by, { as })).items.map((item) => item.id)).toEqual([memberId]);
    }
  }
  const listed = await api.call(listMembers, { limit: 100 }, { as: jinan });
  expect(listed.items.every((item) => item.cityCode === "370100")).toBe(true);
  expect((await api.call(listMembers, { cityCode: "370200" }, { as: jinan })).items).toEqual([]);
});

describe("searching", () => {
  test("finds by whole name only, masked, page by page", async () => {
    const ids = [];
    for (let n = 0; n < 3; n += 1) ids.push((await signInMember(api, { name: "欧阳小明" })).id);
    const first = await api.call(searchMembers, { name: "欧阳小明", limit: 2 }, { as: province });
    const second = await api.call(
      searchMembers,
      { name: "欧阳小明", limit: 2, cursor: first.nextCursor ?? "" },
      { as: province },
    );
    expect([...first.items, ...second.items].map((item) => item.id).sort()).toEqual(ids.sort());
    expect(second.nextCursor).toBeNull();
    expect(first.items[0]).toMatchObject({ name: "欧**明", phone: expect.stringMatching(/^138\*{4}\d{4}$/) });
    expect((await api.call(searchMembers, { name: "欧阳" }, { as: province })).items).toEqual([]);
  });

  test("takes exactly one condition, and a phone or member number that can be one", async () => {
    for (const wrong of [
      {},
      { phone: newPhone(), name: "欧阳小明" },
      { phone: "138" },
      { memberNo: "1234567890123" },
      { name: "x1" },
    ]) {
      await expect(api.call(searchMembers, wrong, { as: province })).rejects.toMatchObject({
        code: "request.invalid",
        status: 400,
      });
    }
  });
});

test("the list pages newest first and filters by city and status", async () => {
  for (let n = 0; n < 5; n += 1) {
    api.clock.advance(1000);
    await signInMember(api, { cityCode: "371300", ...(n === 0 ? { name: "李小明" } : {}) });
  }
  const all = await api.call(listMembers, { cityCode: "371300" }, { as: province });
  expect(all.items).toHaveLength(5);
  expect(all.items.map((item) => item.registeredAt)).toEqual(
    all.items
      .map((item) => item.registeredAt)
      .sort()
      .reverse(),
  );
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.call(listMembers, { cityCode: "371300", limit: 2, cursor }, { as: province });
    seen.push(...page.items.map((item) => item.id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(all.items.map((item) => item.id));
  const completed = await api.call(listMembers, { cityCode: "371300", status: "completed" }, { as: province });
  expect(completed.items).toHaveLength(1);
  await expect(api.call(listMembers, { cursor: "x" }, { as: province })).rejects.toMatchObject({
    code: "request.invalid",
  });
  await expect(api.call(listMembers, { limit: 1000 }, { as: province })).rejects.toMatchObject({
    code: "request.invalid",
  });
});

test("one member's page shows consents and nothing in plain text", async () => {
  const [phone, idCard] = [newPhone(), newIdCard()];
  const { id: memberId } = await signInMember(api, { phone, idCard, name: "李小明" });
  const page = await api.call(getMember, { memberId }, { as: jinan });
  expect(page.consents.map((consent) => consent.kind)).toEqual(["terms", "privacy", "sensitive"]);
  for (const plain of [phone, idCard, "李小明"]) expect(JSON.stringify(page)).not.toContain(plain);
  await expect(api.call(getMember, { memberId: "nobody" }, { as: province })).rejects.toMatchObject({
    code: "members.not-found",
  });
});

test("the channel that a member came by stands on their page, and in no list", async () => {
  const member = { phone: newPhone(), wechat: null, cityCode: "371400", consents: [] };
  const { _id: memberId } = await createMember(api.ctx(), { ...member, channelScene: "poster-1" });
  const { _id: other } = await createMember(api.ctx(), { ...member, phone: newPhone() });
  expect((await api.call(getMember, { memberId }, { as: province })).channelScene).toBe("poster-1");
  expect((await api.call(getMember, { memberId: other }, { as: province })).channelScene).toBeNull();
  const lists = [
    await api.call(listMembers, { cityCode: "371400" }, { as: province }),
    await api.call(searchMembers, { phone: member.phone }, { as: province }),
  ];
  expect(lists.map((list) => list.items.length)).toEqual([2, 1]);
  expect(JSON.stringify(lists)).not.toContain("poster-1");
});

describe("revealing", () => {
  test("shows one field and leaves who, what and why in the audit log, but not the value", async () => {
    const [phone, idCard] = [newPhone(), newIdCard()];
    const { id: memberId } = await signInMember(api, { phone, idCard, name: "李小明" });
    const values = { phone, idCard, name: "李小明" };
    for (const field of ["phone", "idCard", "name"] as const) {
      expect(await api.call(revealMemberField, { memberId, field, reason: REASON }, { as: jinan })).toEqual({
        field,
        value: values[field],
      });
    }
    const rows = await AuditEntries.find({ subjectKey: `member:${memberId}`, action: "members.reveal" }).lean();
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatchObject({ actorId: jinan.id, reason: REASON, stream: "370100" });
    for (const plain of Object.values(values)) expect(JSON.stringify(rows)).not.toContain(plain);
  });

  test("needs a reason and a value", async () => {
    const { id: memberId } = await signInMember(api);
    await expect(
      api.call(revealMemberField, { memberId, field: "phone", reason: "" }, { as: jinan }),
    ).rejects.toMatchObject({ errors: [{ path: "reason" }] });
    await expect(
      api.call(revealMemberField, { memberId, field: "openid" as never, reason: REASON }, { as: jinan }),
    ).rejects.toMatchObject({ errors: [{ path: "field" }] });
    await expect(
      api.call(revealMemberField, { memberId, field: "name", reason: REASON }, { as: jinan }),
    ).rejects.toMatchObject({ code: "members.field-empty", status: 404 });
  });
});

describe("correcting", () => {
  test("a phone moves: found by the new one, free under the old one, signed out everywhere, audited masked", async () => {
    const [oldPhone, phone] = [newPhone(), newPhone()];
    const member = await signInMember(api, { phone: oldPhone, wechatUser: "corrected" });
    await api.call(correctMember, { memberId: member.id, phone, reason: REASON }, { as: jinan });
    expect((await api.call(searchMembers, { phone }, { as: jinan })).items.map((item) => item.id)).toEqual([member.id]);
    expect((await api.call(searchMembers, { phone: oldPhone }, { as: jinan })).items).toEqual([]);
    await expect(api.call(refreshSession, { refreshToken: member.refreshToken })).rejects.toMatchObject({
      code: "auth.refresh-invalid",
    });
    expect((await api.call(wechatLogin, { code: api.wechat.loginCode("corrected") })).outcome).toBe("signedIn");
    await signInMember(api, { phone: oldPhone });
    const row = await AuditEntries.findOne({ subjectKey: `member:${member.id}`, action: "members.correct" }).lean();
    expect(row).toMatchObject({ actorId: jinan.id, reason: REASON });
    expect(JSON.parse(row?.before ?? "")).toMatchObject({ phone: `138****${oldPhone.slice(-4)}` });
    expect(JSON.stringify(row)).not.toContain(phone);
  });

  test("a recycled number is taken back, and its new owner registers", async () => {
    const phone = newPhone();
    const { id: memberId } = await signInMember(api, { phone });
    expect(
      await api.call(correctMember, { memberId, phone: null, reason: "号码已由运营商另放" }, { as: province }),
    ).toMatchObject({ phone: null });
    expect((await signInMember(api, { phone })).id).not.toBe(memberId);
  });

  test("name and ID card change together, and the old card is free", async () => {
    const [idCard, right] = [newIdCard(), newIdCard()];
    const member = await signInMember(api, { idCard, name: "李小鸣" });
    const view = await api.call(
      correctMember,
      { memberId: member.id, name: "李大明", idCard: right, reason: REASON },
      { as: jinan },
    );
    expect(view).toMatchObject({
      name: "李*明",
      idCard: expect.stringContaining(right.slice(-4)),
      status: "completed",
    });
    expect((await api.call(searchMembers, { name: "李大明" }, { as: jinan })).items.map((item) => item.id)).toContain(
      member.id,
    );
    await signInMember(api, { idCard, name: "李小鸣" });
    expect((await api.call(getMe, {}, { as: member })).name).toBe("李*明");
  });

  test("never takes what another member holds", async () => {
    const [phone, idCard] = [newPhone(), newIdCard()];
    await signInMember(api, { phone, idCard, name: "李小明" });
    const { id: memberId } = await signInMember(api, { name: "王小明" });
    const before = await Members.findById(memberId).lean();
    await expect(api.call(correctMember, { memberId, phone, reason: REASON }, { as: jinan })).rejects.toMatchObject({
      code: "members.phone-taken",
      status: 409,
    });
    await expect(
      api.call(correctMember, { memberId, name: "王大明", idCard, reason: REASON }, { as: jinan }),
    ).rejects.toMatchObject({
      code: "members.id-card-held",
    });
    expect(await Members.findById(memberId).lean()).toEqual(before);
  });

  test("two members corrected to one phone at once: one gets it", async () => {
    const phone = newPhone();
    const members = [await signInMember(api), await signInMember(api)];
    const results = await Promise.allSettled(
      members.map(({ id }) => api.call(correctMember, { memberId: id, phone, reason: REASON }, { as: province })),
    );
    expect(results.map((result) => result.status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  test("refuses nothing to do, no reason, a minor's card, and a card before the member gave one", async () => {
    const { id: memberId } = await signInMember(api);
    const correct = (change: object) => api.call(correctMember, { memberId, reason: REASON, ...change }, { as: jinan });
    await expect(correct({})).rejects.toMatchObject({ code: "members.nothing-to-correct", status: 400 });
    await expect(correct({ phone: newPhone(), reason: "" })).rejects.toMatchObject({ errors: [{ path: "reason" }] });
    await expect(correct({ phone: "12" })).rejects.toMatchObject({ errors: [{ path: "phone" }] });
    await expect(correct({ idCard: newIdCard("20200101") })).rejects.toMatchObject({ code: "members.under-age" });
    await expect(correct({ idCard: newIdCard() })).rejects.toMatchObject({ code: "members.field-empty" });
    await expect(correct({ name: "李小明" })).rejects.toMatchObject({ code: "members.field-empty" });
    await expect(correct({ memberId: "nobody", phone: newPhone() })).rejects.toMatchObject({
      code: "members.not-found",
    });
  });
});

describe("what other features ask", () => {
  test("summaries are masked, contacts plain, numbers and phones find the member", async () => {
    const phone = newPhone();
    const { id } = await signInMember(api, { phone, name: "李小明", wechatUser: "contact", cityCode: "371700" });
    const summary = (await memberSummaries(api.ctx(), [id, id, "nobody"])).get(id);
    expect(summary).toEqual({
      id,
      memberNo: expect.any(String),
      cityCode: "371700",
      name: "李*明",
      phone: `138****${phone.slice(-4)}`,
    });
    expect((await findMemberByNo(summary?.memberNo ?? ""))?.id).toBe(id);
    expect(await findMembersByPhones(api.ctx(), [phone, newPhone()])).toEqual(new Map([[phone, id]]));
    expect(await getMemberContact(api.ctx(), id)).toEqual({ phone, openid: api.wechat.openidOf("contact") });
    expect(await getMemberContact(api.ctx(), "nobody")).toBeNull();
    expect(await countMembers({ cityCodes: ["371700"], tier: "senior" })).toBe(1);
    expect(await countMembers({ cityCodes: ["371700"], tier: "standard" })).toBe(0);
  });
});
