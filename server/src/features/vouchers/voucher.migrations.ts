import type { Migration } from "../../platform/migrations";

const GONE = "cardId_1_issuedAt_-1__id_-1";

/** A card's vouchers are found through their member: the index by card only cost every issue a write. */
export const dropVouchersByCard: Migration = {
  number: 1,
  name: "vouchers without their index by card",
  up: async (db) => {
    const [collection] = await db.listCollections({ name: "vouchers" }).toArray();
    if (!collection) return;
    const vouchers = db.collection("vouchers");
    if (await vouchers.indexExists(GONE)) await vouchers.dropIndex(GONE);
  },
};
