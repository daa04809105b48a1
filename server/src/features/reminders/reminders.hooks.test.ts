import { correctMember } from "@club/shared/member-admin";
import { completeMe } from "@club/shared/members";
import { startTestApi, type TestApi } from "../../../test/kit";
import { newIdCard, SENSITIVE_VERSION, signInMember } from "../members/members.testing";
import { adoptMembers, planDue } from "./planner.service";
import { ReminderPlans } from "./reminders.model";
import { letPass, remindersOf } from "./reminders.testing";

/*
 * What other features tell the reminders, in the club as it is.
 */

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ now: "2026-11-22T04:00:00Z" });
});
afterAll(() => api.stop());

test("a birthday that becomes known, or is corrected, after the plan was made is not missed", async () => {
  const user = await signInMember(api);
  const { id } = user.actor;
  await adoptMembers(api.ctx());
  await planDue(api.ctx());
  expect((await ReminderPlans.findById(id).lean())?.nextAt).toEqual(new Date("2026-12-22T04:00:00Z"));
  const given = { name: "王小明", idCard: newIdCard("19900310"), sensitiveConsentVersion: SENSITIVE_VERSION };
  await api.call(completeMe, given, { as: user });
  expect((await ReminderPlans.findById(id).lean())?.nextAt).toEqual(api.clock.now());
  await planDue(api.ctx());
  const idCard = newIdCard("19901125");
  const office = { as: api.as.staff("provinceAdmin") };
  await api.call(correctMember, { memberId: id, idCard, reason: "证件登记有误" }, office);
  await letPass(api, "2026-12-10T04:00:00Z");
  const birthdays = (await remindersOf(id)).filter(({ kind }) => kind === "birthday");
  expect(birthdays.map(({ dueOn }) => dueOn)).toEqual(["2026-11-25"]);
});
