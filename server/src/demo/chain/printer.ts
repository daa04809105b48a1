import { monotonicMs } from "../../platform/clock";

/** Where the demonstration writes: the console, or an array in tests. */
export type Output = { write(text: string): void; isTerminal: boolean };

/** An expectation that did not hold; the sentence says which. */
export class Difference extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = "Difference";
  }
}

export type Printer = ReturnType<typeof createPrinter>;

/** Prints numbered steps with their time, checked sentences, tables and progress. */
export function createPrinter(out: Output) {
  let stepNo = 0;
  let checkCount = 0;
  const line = (text = "") => out.write(`${text}\n`);
  const expect = (isTrue: boolean, sentence: string): void => {
    if (!isTrue) throw new Difference(sentence);
    checkCount += 1;
    line(`     ✓ ${sentence}`);
  };
  return {
    line,
    title: (text: string) => line(`\n${text}\n${"─".repeat(Math.min(width(text), 76))}`),
    /** Runs a step; its sentence is printed with the time it took when it is done, its checks below. */
    step: async <T>(sentence: string, work: () => Promise<T>): Promise<T> => {
      stepNo += 1;
      line(`${String(stepNo).padStart(2)}. ${sentence}`);
      const startedMs = monotonicMs();
      const result = await work();
      line(`     （${duration(monotonicMs() - startedMs)}）`);
      return result;
    },
    say: (sentence: string) => line(`     · ${sentence}`),
    expect,
    expectEqual: (actual: unknown, wanted: unknown, sentence: string): void => {
      if (actual === wanted) expect(true, sentence);
      else expect(false, `${sentence}（应为 ${String(wanted)}，实际 ${String(actual)}）`);
    },
    checkCount: () => checkCount,
    table: (rows: readonly (readonly string[])[]) => {
      for (const text of tableLines(rows)) line(`     ${text}`);
    },
    progress: (label: string, total: number) => progress(out, label, total),
  };
}

/** "18 毫秒", "2.3 秒", "1 分 5 秒". */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} 毫秒`;
  const tenths = Math.round(ms / 100);
  if (tenths < 600) return `${(tenths - (tenths % 10)) / 10}.${tenths % 10} 秒`;
  const seconds = Math.round(ms / 1000);
  return `${(seconds - (seconds % 60)) / 60} 分 ${seconds % 60} 秒`;
}

/** Columns on a terminal: Chinese characters and full-width signs take two. */
export function width(text: string): number {
  let columns = 0;
  for (const character of text)
    columns += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
      character,
    )
      ? 2
      : 1;
  return columns;
}

/** Columns side by side; figures (with ¥, commas, digits) to the right. The first row is the head. */
function tableLines(rows: readonly (readonly string[])[]): string[] {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, index) => Math.max(...rows.map((row) => width(row[index] ?? ""))));
  const lines = rows.map((row) =>
    row
      .map((cell, index) => pad(cell, widths[index] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const rule = widths.map((columnWidth) => "─".repeat(columnWidth)).join("  ");
  return [lines[0] ?? "", rule, ...lines.slice(1)];
}

function pad(cell: string, columns: number): string {
  const blanks = " ".repeat(Math.max(0, columns - width(cell)));
  return /^-?¥?[\d,.]+%?$/.test(cell) ? blanks + cell : cell + blanks;
}

const BAR = 30;

/** On a terminal a bar that stays on its line; elsewhere a plain line at every tenth. */
function progress(out: Output, label: string, total: number) {
  const startedMs = monotonicMs();
  let shownTenth = 0;
  let shownAtMs = 0;
  const rate = (done: number) => Math.round(done / Math.max(0.001, (monotonicMs() - startedMs) / 1000));
  const draw = (done: number) => {
    const filled = total === 0 ? BAR : Math.floor((done * BAR) / total);
    out.write(`\r     ${label} ${"█".repeat(filled)}${"░".repeat(BAR - filled)} ${done}/${total}  ${rate(done)}/秒 `);
  };
  return (done: number): void => {
    if (out.isTerminal) {
      if (done < total && monotonicMs() - shownAtMs < 100) return;
      shownAtMs = monotonicMs();
      draw(done);
      if (done >= total) out.write("\n");
      return;
    }
    const tenth = total === 0 ? 10 : Math.floor((done * 10) / total);
    if (tenth === shownTenth) return;
    shownTenth = tenth;
    out.write(`     ${label} ${done}/${total}  ${rate(done)}/秒\n`);
  };
}
