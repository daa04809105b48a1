import type { Migration } from "../../platform/migrations";

/**
 * Misses of before were kept for a day after the last one, so by the clock they would count as hundreds: they are forgotten, and with
 * them the locks of at most an hour. The unknown codes of clerks are counted the same way.
 */
export const forgetMisses: Migration = {
  number: 4,
  name: "misses that leak begin at none",
  up: async (db) => {
    for (const name of ["loginGuards", "codeMisses"]) await db.collection(name).deleteMany({});
  },
};
