import { shanghaiDay, shanghaiMonth } from "@club/shared/time";
import type { ViolationProviderName } from "@club/shared/violations-admin";
import type { ClientSession } from "mongoose";
import { isDuplicateKey } from "../../platform/db";
import { CostDays, type CostMonth, CostMonths } from "./violations.model";

/*
 * What calls cost, in 厘. The price is taken from the month's rest before a call goes out, by a guarded update, so that calls that run
 * side by side never spend more than the budget; a call that fails is counted as paid, as providers do.
 */

/** What is left of this month's budget. */
export async function remainingLi(now: Date, monthlyBudgetLi: number): Promise<number> {
  const month = await CostMonths.findById(shanghaiMonth(now)).lean<CostMonth>();
  return month?.remainingLi ?? monthlyBudgetLi;
}

export type Charge = { provider: ViolationProviderName; priceLi: number; monthlyBudgetLi: number };

/** Takes the price of one call. False when the rest is not enough: then the call must not go out. */
export async function charge(now: Date, { provider, priceLi, monthlyBudgetLi }: Charge): Promise<boolean> {
  const month = shanghaiMonth(now);
  const take = () =>
    CostMonths.findOneAndUpdate(
      { _id: month, remainingLi: { $gte: priceLi } },
      { $inc: { spentLi: priceLi, remainingLi: -priceLi } },
      { returnDocument: "after" },
    ).lean<CostMonth>();
  let taken = await take();
  if (!taken && !(await CostMonths.exists({ _id: month }))) {
    await openMonth(month, monthlyBudgetLi);
    taken = await take();
  }
  if (!taken) return false;
  await countOnDay(now, provider, { callCount: 1, costLi: priceLi, failedCount: 0 });
  return true;
}

/** Notes that the call paid for brought nothing. */
export function countFailure(now: Date, provider: ViolationProviderName): Promise<void> {
  return countOnDay(now, provider, { callCount: 0, costLi: 0, failedCount: 1 });
}

/** Sets this month's budget in the caller's transaction; what is spent stays spent. */
export async function setMonthBudget(session: ClientSession, now: Date, budgetLi: number): Promise<void> {
  const month = shanghaiMonth(now);
  const found = await CostMonths.findById(month, null, { session }).lean<CostMonth>();
  const spentLi = found?.spentLi ?? 0;
  await CostMonths.updateOne(
    { _id: month },
    { $set: { budgetLi, spentLi, remainingLi: budgetLi - spentLi } },
    { session, upsert: true },
  );
}

async function openMonth(month: string, budgetLi: number): Promise<void> {
  try {
    await CostMonths.insertMany([{ _id: month, budgetLi, spentLi: 0, remainingLi: budgetLi }]);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
}

type Counts = { callCount: number; costLi: number; failedCount: number };

async function countOnDay(now: Date, provider: ViolationProviderName, counts: Counts): Promise<void> {
  const add = () => CostDays.updateOne({ _id: `${shanghaiDay(now)}:${provider}` }, { $inc: counts }, { upsert: true });
  await add().catch((error: unknown) => {
    // Two first calls of a day can both try to insert; the second one then finds the document.
    if (isDuplicateKey(error)) return add();
    throw error;
  });
}
