import type { ViolationReference } from "@club/shared/violations";
import table from "./data/violation-codes.json";

type CodeRow = (typeof table.codes)[number];
/** Facts of a record that decide what the table may add. */
export type KnownFacts = {
  code: string | null;
  act: string | null;
  points: number | null;
  fineFen: number | null;
  occurredAt: Date | null;
};

/** Order 163 in force: older records carry the points of their time. */
const REFORM = new Date("2022-03-31T16:00:00Z");
const CLEAR = new Set(["clause", "derived-zero"]);
const OLD_CODE = "这个代码只在 2022 年以前的公开码表中核对过，含义以交管部门的记录为准。";
const byCode: ReadonlyMap<string, CodeRow> = new Map(table.codes.map((row) => [row.code, row]));

/** The table's row of a code: the whole code first, then its first four characters. Null for a code it does not know: no guesses. */
export function findCode(code: string): CodeRow | null {
  return byCode.get(code) ?? byCode.get(code.slice(0, 4)) ?? null;
}

/** What the club's table adds where the provider is silent, marked as reference; null when there is nothing to add. */
export function referenceOf(facts: KnownFacts): ViolationReference | null {
  const row = facts.code === null ? null : findCode(facts.code);
  if (row === null) return null;
  const isFineSilent = facts.fineFen === null;
  return {
    isReference: true,
    meaning: facts.act === null ? row.description : null,
    points: facts.points === null ? pointsOf(row, facts.occurredAt) : null,
    fineMinFen: isFineSilent && row.fineMin !== null ? row.fineMin * 100 : null,
    fineMaxFen: isFineSilent && row.fineMax !== null ? row.fineMax * 100 : null,
    law: [row.pointsBasis, row.fineBasis].filter((part) => part !== null).join("；") || null,
    note: noteOf(row, isFineSilent),
  };
}

/** Points of the time of the act, only where the code alone decides them. */
function pointsOf(row: CodeRow, occurredAt: Date | null): number | null {
  if (occurredAt === null || !CLEAR.has(row.pointsConfidence)) return null;
  return occurredAt < REFORM ? row.legacyPoints : row.points2022;
}

function noteOf(row: CodeRow, isFineSilent: boolean): string | null {
  const parts = [
    row.note,
    isFineSilent && row.fineShandong !== null ? `山东参考：${row.fineShandong}` : null,
    row.codeStatus === "verified" ? null : OLD_CODE,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join("；");
}
