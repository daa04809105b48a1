import { checkIn, getCheckIns, listEarningRules } from "@club/shared/points-account";
import { startTestApi, type TestApi } from "../../../test/kit";
import { inContestedTransaction } from "../../platform/db";
import { newMember } from "../giftpacks/giftpacks.test-kit";
import { CheckIns } from "./points.model";
import { earnPoints } from "./points.service";
import { booksOf, changeRule, freshRule, openRule } from "./points.testing";

const START = "2026-11-22T04:00:00Z";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ now: START });
  await openRule(api, "registered");
  await openRule(api, "completed");
});
afterAll(() => api.stop());
beforeEach(() => api.clock.set(START));

describe("checking in", () => {
  beforeEach(async () => void (await freshRule(api, "checked-in")));

  test("ten requests at once earn once and get the same answer", async () => {
    const member = await newMember(api);
    const answers = await Promise.all(Array.from({ length: 10 }, () => api.call(checkIn, {}, { as: member })));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toEqual({
      ...{ on: "2026-11-22", points: 5, bonusPoints: 0, streakDays: 1, balancePoints: 105, tomorrowPoints: 5 },
    });
    expect(await CheckIns.countDocuments({ _id: { $gte: `${member.id}:`, $lt: `${member.id};` } })).toBe(1);
    expect(await booksOf(member.id)).toEqual({ balance: 105, rows: 105, lots: 105 });
  });

  test("days in a row give the bonus of their day, a missed day begins again, midnight is Shanghai's", async () => {
    const member = await newMember(api);
    const on = async (at: string) => {
      api.clock.set(at);
      const { points, streakDays } = await api.call(checkIn, {}, { as: member });
      return [streakDays, points];
    };
    expect(await on("2026-11-22T15:59:59.999Z")).toEqual([1, 5]);
    expect(await on("2026-11-22T16:00:00.000Z")).toEqual([2, 5]);
    expect(await on("2026-11-23T16:00:00.000Z")).toEqual([3, 10]);
    for (const day of [24, 25, 26]) await on(`2026-11-${day}T16:00:00.000Z`);
    expect(await on("2026-11-27T16:00:00.000Z")).toEqual([7, 25]);
    expect(await on("2026-11-28T16:00:00.000Z")).toEqual([8, 5]);
    expect(await api.call(getCheckIns, {}, { as: member })).toMatchObject({
      ...{ month: "2026-11", today: "2026-11-29", checkedInToday: true, streakDays: 8, tomorrowPoints: 5 },
      days: Array.from({ length: 8 }, (_, index) => ({ on: `2026-11-${22 + index}`, streakDays: index + 1 })),
    });
    expect(await on("2026-11-30T16:00:00.000Z")).toEqual([1, 5]);
  });

  test("what the calendar promises for today and tomorrow is what is given", async () => {
    const member = await newMember(api);
    for (let day = 22; day <= 30; day += 1) {
      api.clock.set(`2026-11-${day}T04:00:00Z`);
      const before = await api.call(getCheckIns, {}, { as: member });
      const given = await api.call(checkIn, {}, { as: member });
      expect(before).toMatchObject({ checkedInToday: false, todayPoints: given.points });
      expect(before.tomorrowPoints).toBe(given.tomorrowPoints);
    }
  });

  test("while the rule is off nobody can check in", async () => {
    await freshRule(api, "checked-in", "absent");
    const member = await newMember(api);
    await expect(api.call(checkIn, {}, { as: member })).rejects.toMatchObject({ code: "points.check-in-closed" });
    expect(await api.call(getCheckIns, {}, { as: member })).toMatchObject({ isOpen: false, todayPoints: 0 });
  });
});

test("how to earn: each running rule says what is next, what was earned today, and why nothing more", async () => {
  await freshRule(api, "checked-in");
  const baseVersion = await freshRule(api, "redemption-rated");
  await changeRule(api, { event: "redemption-rated", baseVersion }, { dailyCapPoints: 20 });
  const member = await newMember(api);
  await api.call(checkIn, {}, { as: member });
  const states = async () => {
    const { items } = await api.call(listEarningRules, {}, { as: member });
    return Object.fromEntries(items.map((item) => [item.event, [item.state, item.nextPoints]]));
  };
  expect(await states()).toMatchObject({
    registered: ["done", 0],
    completed: ["open", 200],
    "checked-in": ["day-cap", 0],
    "redemption-rated": ["open", 20],
  });
  const rated = { memberId: member.id, event: "redemption-rated", subject: "x" } as const;
  await inContestedTransaction((session) => earnPoints(session, api.ctx(), rated));
  expect((await states())["redemption-rated"]).toEqual(["day-cap", 0]);
});
