import type { Migration } from "../../platform/migrations";
import { encryptWords } from "./words";

type Plain = { _id: string; title: string; body: string };

const PAGE = 1_000;

/** Reminders and inbox messages of before kept their words, with the plates in them, in plain text. Index: _id. */
export const encryptReminderWords: Migration = {
  number: 2,
  name: "the words of reminders encrypted",
  up: async (db, keys) => {
    for (const name of ["reminders", "inboxMessages"]) {
      const collection = db.collection<Plain>(name);
      let after = "";
      for (;;) {
        const rows = await collection
          .find({ _id: { $gt: after } }, { projection: { title: 1, body: 1 } })
          .sort({ _id: 1 })
          .limit(PAGE)
          .toArray();
        const last = rows.at(-1);
        if (!last) break;
        after = last._id;
        const writes = rows
          .filter(({ title }) => title !== undefined)
          .map((row) => ({
            updateOne: {
              filter: { _id: row._id },
              update: { $set: { wordsEnc: encryptWords(keys, row) }, $unset: { title: 1 as const, body: 1 as const } },
            },
          }));
        if (writes.length > 0) await collection.bulkWrite(writes, { ordered: false });
      }
    }
  },
};
