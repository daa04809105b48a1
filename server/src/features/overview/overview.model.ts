import type { ProofName } from "@club/shared/overview";
import { Schema } from "mongoose";
import { model } from "../../platform/db";
import type { ProofTally } from "../../platform/proof";

const text = { type: String, required: true } as const;
const whole = { type: Number, required: true } as const;
const instant = { type: Date, required: true } as const;

export type DayCell = {
  cityCode: string;
  serviceId: string;
  redeemedCount: number;
  reversedCount: number;
  clubFen: number;
  memberFen: number;
};
/**
 * The figures of one finished Shanghai day, so that no month is ever counted from its redemptions again. Counted anew every
 * night for two months back, because a redemption may still be reversed. Some kilobytes each; shard key and only query: _id.
 */
export type DayBook = {
  /** YYYY-MM-DD */
  _id: string;
  countedAt: Date;
  cells: DayCell[];
  hours: { cityCode: string; hour: number; redeemedCount: number }[];
  people: { cityCode: string; claimCount: number; newMemberCount: number }[];
};
export const DayBooks = model<DayBook>(
  "dayBooks",
  new Schema<DayBook>({
    _id: text,
    countedAt: instant,
    cells: [
      {
        _id: false,
        cityCode: text,
        serviceId: text,
        redeemedCount: whole,
        reversedCount: whole,
        clubFen: whole,
        memberFen: whole,
      },
    ],
    hours: [{ _id: false, cityCode: text, hour: whole, redeemedCount: whole }],
    people: [{ _id: false, cityCode: text, claimCount: whole, newMemberCount: whole }],
  }),
);

/** One walk over all books: where it has got to, so that any process can go on, and what it has found. */
export type ProofRunDoc = {
  _id: string;
  status: "running" | "done";
  /** The walk it is in, and the last record of it that is done. */
  walkIndex: number;
  afterId: string;
  doneCount: number;
  totalCount: number;
  tallies: (ProofTally & { proof: ProofName })[];
  startedBy: string;
  startedAt: Date;
  finishedAt: Date | null;
};
const runSchema = new Schema<ProofRunDoc>({
  _id: text,
  status: text,
  walkIndex: whole,
  afterId: { type: String, default: "" },
  doneCount: whole,
  totalCount: whole,
  tallies: [
    {
      _id: false,
      proof: text,
      cityCode: text,
      leftCount: whole,
      rightCount: whole,
      leftFen: whole,
      rightFen: whole,
      checkedCount: whole,
      differenceCount: whole,
    },
  ],
  startedBy: text,
  startedAt: instant,
  finishedAt: { type: Date, default: null },
});
runSchema.index({ status: 1, startedAt: -1, _id: -1 });
runSchema.index({ status: 1 }, { unique: true, partialFilterExpression: { status: "running" }, name: "oneRunning" });
/** Shard key: _id. Queries: the last one of a status { status, startedAt, _id }. One running at most; one a night. */
export const ProofRuns = model<ProofRunDoc>("proofRuns", runSchema);

/** One record whose sides differ. `_id` = run:proof:kind:record, so that a step that is run again writes the same rows. */
export type ProofDifferenceDoc = {
  _id: string;
  runId: string;
  proof: ProofName;
  cityCode: string;
  kind: string;
  subjectId: string;
  left: number;
  right: number;
  note: string;
};
const differenceSchema = new Schema<ProofDifferenceDoc>({
  _id: text,
  runId: text,
  proof: text,
  cityCode: text,
  kind: text,
  subjectId: text,
  left: whole,
  right: whole,
  note: text,
});
differenceSchema.index({ runId: 1, proof: 1, _id: 1 });
differenceSchema.index({ runId: 1, proof: 1, cityCode: 1, _id: 1 });
/** Shard key: runId. Queries: the differences of a run and proof, of all cities or one, in order; by runId when removed. */
export const ProofDifferences = model<ProofDifferenceDoc>("proofDifferences", differenceSchema);
