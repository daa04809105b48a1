import {
  approveStatement,
  freezeStatement,
  generateStatement,
  invoiceStatement,
  type StatementStatus,
  type StatementView,
  sendStatement,
} from "@club/shared/settlement";
import { confirmStatement } from "@club/shared/settlement-merchant";
import { signInStaff } from "../src/features/staff/staff.testing";
import { freshReceipt, NOW, type World } from "./world";

/*
 * Statements of the world's shop, each of a past month of its own.
 */

let months = 0;

/** "2025-02", "2025-03"… up to last month: every call gives another. */
function nextMonth(): string {
  months += 1;
  const month = `${2025 + Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, "0")}`;
  if (month >= NOW.slice(0, 7)) throw new Error("the test has used up its past months");
  return month;
}

/** A statement of the shop with one car wash, brought as far as told by the people whose steps these are. */
export async function statementIn(
  world: World,
  status: Extract<StatementStatus, "draft" | "frozen" | "sent" | "confirmed" | "approved" | "invoiced">,
): Promise<StatementView> {
  const { api, shop, people } = world;
  const month = nextMonth();
  api.clock.set(`${month}-10T04:00:00Z`);
  await freshReceipt(world);
  api.clock.set(NOW);
  const as = people.finance;
  let statement = await api.call(generateStatement, { merchantId: shop.merchantId, month }, { as });
  const { id: statementId, linesHash } = statement;
  const approver = await signInStaff(api, "finance");
  const bill = {
    statementId,
    invoiceNo: `2026112200000000${String(1_000 + months)}`,
    invoiceFen: statement.payableFen,
    issuedOn: NOW.slice(0, 10),
  };
  const steps = [
    () => api.call(freezeStatement, { statementId, linesHash }, { as }),
    () => api.call(sendStatement, { statementId }, { as }),
    () => api.call(confirmStatement, { statementId, linesHash }, { as: shop.owner }),
    () => api.call(approveStatement, { statementId }, { as: approver }),
    () => api.call(invoiceStatement, bill, { as }),
  ];
  for (const step of steps) {
    if (statement.status === status) break;
    statement = await step();
  }
  return statement;
}
