import { cpus, totalmem } from "node:os";
import { SCALE } from "./size";

/** One line of the closing table. `isMet` null = told for information, there is no goal. */
export type Finding = {
  goal: string;
  what: string;
  target: string;
  reached: string;
  isMet: boolean | null;
  isNoisy?: boolean;
};

/** The product gave a wrong result; no measurement excuses that. */
export class Incorrect extends Error {}

/** @throws Incorrect with `what` unless it holds */
export function assertCorrect(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Incorrect(what);
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** "redeem: 2 cores, Node v20.20.2, embedded database, scale 1". */
export function sayWhere(): void {
  const database = process.env.MONGODB_URI ? "MongoDB of MONGODB_URI" : "embedded database";
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  say(
    `${cpus().length} cores (${cpus()[0]?.model ?? "unknown"}), ${memory}, Node ${process.version}, ${database}, scale ${SCALE}`,
  );
}

/** All findings as one table. */
export function printTable(findings: readonly Finding[]): void {
  const rows = [
    ["goal", "what", "aim", "reached", ""],
    ...findings.map((row) => [row.goal, row.what, row.target, row.reached, verdict(row)]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  say("");
  for (const row of rows)
    say(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
}

function verdict({ isMet, isNoisy }: Finding): string {
  if (isMet === null) return "";
  return `${isMet ? "pass" : "fall short"}${isNoisy ? " (noisy machine)" : ""}`;
}
