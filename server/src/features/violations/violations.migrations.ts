import type { Migration } from "../../platform/migrations";

type Rule = { _id: string };

/** Rules of cities were kept by the letter alone, when only plates of Shandong were asked about: "juhe:A" is "juhe:鲁A" now. Index: _id. */
export const rulesByPrefix: Migration = {
  number: 6,
  name: "rules of cities by province and letter",
  up: async (db) => {
    const rules = db.collection<Rule>("violationCityRules");
    const old = (await rules.find({}).toArray()).filter(({ _id }) => /:[A-Z]$/.test(_id));
    for (const { _id, ...rule } of old) {
      await rules.updateOne({ _id: _id.replace(":", ":鲁") }, { $set: rule }, { upsert: true });
      await rules.deleteOne({ _id });
    }
  },
};
