import type { Migration } from "../../platform/migrations";

/** What a row says, the execution before the check; each step leaves alone what one before has marked. */
const SAID = [
  [{ outcome: "ok" }, "ok"],
  [{ outcome: { $ne: null } }, "refused"],
  [{ plan: "ok" }, "ok"],
  [{ plan: { $ne: null } }, "refused"],
] as const;

/** Rows of imports of before did not say in one field whether they can be granted: by it they are found now. */
export const resultsOfBatchRows: Migration = {
  number: 5,
  name: "rows of imports with their result",
  up: async (db) => {
    const rows = db.collection("grantBatchRows");
    for (const [said, result] of SAID) await rows.updateMany({ ...said, result: null }, { $set: { result } });
  },
};
