import type { StatementStatus } from "@club/shared/settlement";
import { addDays, HOUR_MS, monthRange, shanghaiDay, shanghaiMonth, shiftMonth } from "@club/shared/time";
import { Redemptions } from "../features/redemptions/redemptions.model";
import { generate, statementIdOf } from "../features/settlement/settlement.generate";
import { type Statement, Statements } from "../features/settlement/settlement.model";
import { approve, confirm, dispute, freeze, invoice, pay, send } from "../features/settlement/settlement.transitions";
import type { Ctx } from "../platform/context";
import type { PlannedMerchant } from "./merchant-plan";
import { ctxOf, type SeedRun, staffCtx } from "./seed-run";
import { staffByLogin } from "./seed-staff";

/** Merchants that get last month's statement; the others are left for whoever tries the club out. */
const MERCHANTS_WITH_STATEMENT = 40;
/** Where the statements stand today, one after the other, so that every list of the back office has something in it. */
const STANDS: readonly StatementStatus[] = [
  "draft",
  "frozen",
  "sent",
  "paid",
  "confirmed",
  "disputed",
  "approved",
  "frozen",
  "sent",
  "invoiced",
];

/** Last month's statements of the busiest merchants, each brought by the settlement's own steps to where it stands. */
export async function seedStatements(run: SeedRun): Promise<void> {
  const month = shiftMonth(shanghaiMonth(run.startedAt), -1);
  const merchants = await busiest(run, month);
  const acting = await castOf(run, month);
  for (const [index, merchant] of merchants.entries()) {
    const stand = STANDS[index % STANDS.length] ?? "draft";
    await bringTo(acting, { run, merchant, month, stand, index });
  }
  run.progress(`${month} 对账单 ${merchants.length} 份`);
}

async function busiest(run: SeedRun, month: string): Promise<PlannedMerchant[]> {
  const { from, to } = monthRange(month);
  const rows = await Redemptions.aggregate<{ _id: string; count: number }>([
    { $match: { redeemedAt: { $gte: from, $lt: to } } },
    { $group: { _id: "$merchantId", count: { $sum: 1 } } },
    { $sort: { count: -1, _id: 1 } },
    { $limit: MERCHANTS_WITH_STATEMENT },
  ]);
  const byId = new Map(run.merchants.map((merchant) => [merchant.id, merchant]));
  return rows.flatMap(({ _id }) => byId.get(_id) ?? []);
}

type Cast = { finance: Ctx; cashier: Ctx; at: Date };

/** Two people of the finance office, two days into the month, or today when it is younger. */
async function castOf(run: SeedRun, month: string): Promise<Cast> {
  const second = new Date(addDays(monthRange(month).to, 1).getTime() + 9 * HOUR_MS);
  const at = second < run.startedAt ? second : run.startedAt;
  return {
    finance: staffCtx(run, await staffByLogin("finance"), at),
    cashier: staffCtx(run, await staffByLogin("cashier"), at),
    at,
  };
}

type Target = { run: SeedRun; merchant: PlannedMerchant; month: string; stand: StatementStatus; index: number };

/** Generates and moves on step by step; continues where a run that was cut off stopped. */
async function bringTo(acting: Cast, target: Target): Promise<void> {
  const { merchant, month, stand } = target;
  const statementId = statementIdOf(merchant.id, month);
  const found = await Statements.findById(statementId).lean<Statement>();
  let status = found?.status ?? (await generate(acting.finance, { merchantId: merchant.id, month })).status;
  while (status !== stand) status = await nextStep(acting, target, status);
}

/** One step of the way; @throws Error when the way leads nowhere */
async function nextStep(
  { finance, cashier, at }: Cast,
  target: Target,
  status: StatementStatus,
): Promise<StatementStatus> {
  const { run, merchant, month, stand, index } = target;
  const statementId = statementIdOf(merchant.id, month);
  const statement = await Statements.findById(statementId).lean<Statement>();
  if (!statement) throw new Error(`no statement ${statementId}`);
  const { linesHash, payableFen } = statement;
  const owner = ownerCtx(run, merchant, at);
  const day = shanghaiDay(at);
  if (status === "draft") return (await freeze(finance, { statementId, linesHash })).status;
  if (status === "frozen") return (await send(finance, { statementId })).status;
  if (status === "sent" && stand === "disputed") {
    return (await dispute(owner, { statementId, reason: "有一笔洗车当天已撤销，请核对" })).status;
  }
  if (status === "sent") return (await confirm(owner, { statementId, linesHash })).status;
  if (status === "confirmed") return (await approve(finance, { statementId })).status;
  if (status === "approved") {
    const invoiceNo = `2637${String(1_000_000 + index).padStart(16, "0")}`;
    return (await invoice(finance, { statementId, invoiceNo, invoiceFen: payableFen, issuedOn: day })).status;
  }
  if (status === "invoiced") {
    return (await pay(cashier, { statementId, paymentRef: `DEMO-${month}-${index}`, paidFen: payableFen, paidOn: day }))
      .status;
  }
  throw new Error(`a statement that is ${status} cannot become ${stand}`);
}

function ownerCtx(run: SeedRun, merchant: PlannedMerchant, at: Date): Ctx {
  const owner = merchant.people.find(({ role }) => role === "owner");
  const actor = {
    kind: "merchant",
    id: owner?.id ?? "",
    role: "owner",
    merchantId: merchant.id,
    branchIds: [] as string[],
    cityCode: merchant.city.code,
    sessionId: "demo",
  } as const;
  return ctxOf(run, actor, at);
}
