import type { ClientSession } from "mongoose";

/*
 * A proof walks over records in the order of their ids, a handful at a time, and compares each with what another part of the
 * club says about it. Each handful is read in one snapshot, so that nothing seems to differ only because it is changing.
 */

/** Both sides of what one city's records say; the province's own records are 370000. */
export type ProofTally = {
  cityCode: string;
  leftCount: number;
  rightCount: number;
  leftFen: number;
  rightFen: number;
  checkedCount: number;
  differenceCount: number;
};
type ProofGap = {
  cityCode: string;
  kind: string;
  id: string;
  left: number;
  right: number;
  /** One 中文 sentence about what differs. */
  note: string;
};
/** What one handful gave; `last` = the id to go on after, null when there is no more. */
export type ProofStep = { last: string | null; checkedCount: number; tallies: ProofTally[]; gaps: ProofGap[] };

/** One record's two sides. A gap belongs to a record whose sides differ. */
export type Compared = {
  cityCode: string;
  left: { count: number; fen?: number };
  right: { count: number; fen?: number };
  gap: Omit<ProofGap, "cityCode"> | null;
};

/** A walk over some records: how many there are about, and one handful after an id, read in the caller's snapshot. */
export type ProofWalk = {
  total: () => Promise<number>;
  step: (session: ClientSession, after: string) => Promise<ProofStep>;
};

/** Adds up what the records of one handful gave. `rows` are all that were read, compared or not; ids in order. */
export function stepOf(rows: readonly { _id: string }[], limit: number, compared: readonly Compared[]): ProofStep {
  const byCity = new Map<string, ProofTally>();
  const gaps: ProofGap[] = [];
  for (const { cityCode, left, right, gap } of compared) {
    const tally = byCity.get(cityCode) ?? emptyTally(cityCode);
    byCity.set(cityCode, tally);
    tally.leftCount += left.count;
    tally.rightCount += right.count;
    tally.leftFen += left.fen ?? 0;
    tally.rightFen += right.fen ?? 0;
    tally.checkedCount += 1;
    if (gap) {
      tally.differenceCount += 1;
      gaps.push({ cityCode, ...gap });
    }
  }
  const last = rows.length === limit ? (rows.at(-1)?._id ?? null) : null;
  return { last, checkedCount: rows.length, tallies: [...byCity.values()], gaps };
}

/** Puts the tallies of a step onto those so far. */
export function addTallies(before: readonly ProofTally[], step: readonly ProofTally[]): ProofTally[] {
  const byCity = new Map(before.map((tally) => [tally.cityCode, { ...tally }]));
  for (const more of step) {
    const tally = byCity.get(more.cityCode) ?? emptyTally(more.cityCode);
    byCity.set(more.cityCode, {
      cityCode: more.cityCode,
      leftCount: tally.leftCount + more.leftCount,
      rightCount: tally.rightCount + more.rightCount,
      leftFen: tally.leftFen + more.leftFen,
      rightFen: tally.rightFen + more.rightFen,
      checkedCount: tally.checkedCount + more.checkedCount,
      differenceCount: tally.differenceCount + more.differenceCount,
    });
  }
  return [...byCity.values()];
}

function emptyTally(cityCode: string): ProofTally {
  return { cityCode, leftCount: 0, rightCount: 0, leftFen: 0, rightFen: 0, checkedCount: 0, differenceCount: 0 };
}
