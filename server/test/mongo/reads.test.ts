import type mongoose from "mongoose";
import { type Connection, mongo } from "mongoose";
import { connectToServer, contract, dropAndClose, errorOf } from "./connection";

type Redemption = { _id: number; shop: string; day: string; fen: number; at: Date; tags?: string[] };
type Plan = { stage?: string; inputStage?: Plan; inputStages?: Plan[] };

const COUNT = 1_000;
let connection: Connection;
let redemptions: mongoose.mongo.Collection<Redemption>;

beforeAll(async () => {
  connection = await connectToServer();
  redemptions = connection.collection<Redemption>("redemptions") as unknown as mongoose.mongo.Collection<Redemption>;
  await redemptions.createIndex({ shop: 1, at: -1, _id: -1 });
  await redemptions.createIndex({ day: 1 }, { partialFilterExpression: { fen: { $gt: 0 } } });
  await redemptions.insertMany(
    Array.from({ length: COUNT }, (_, i) => ({
      _id: i,
      shop: `s${i % 7}`,
      day: `2026-11-${String((i % 28) + 1).padStart(2, "0")}`,
      fen: (i * 7_919) % 500,
      at: new Date(1_790_000_000_000 + ((i * 31) % COUNT) * 3_600_000),
      ...(i % 3 === 0 ? { tags: ["new", `t${i % 2}`] } : {}),
    })),
  );
});
afterAll(() => dropAndClose(connection));

describe("cursors", () => {
  test("batches give every document once, in order", async () => {
    const seen: number[] = [];
    for await (const { _id } of redemptions.find().sort({ _id: 1 }).batchSize(37)) seen.push(_id);
    expect(seen).toEqual(Array.from({ length: COUNT }, (_, i) => i));
    const grouped = await redemptions.aggregate([{ $project: { fen: 1 } }], { batchSize: 50 }).toArray();
    expect(grouped).toHaveLength(COUNT);
  });

  test("pages by keyset are whole and do not overlap", async () => {
    const seen: number[] = [];
    let after: { at: Date; _id: number } | null = null;
    for (;;) {
      const last: { at: Date; _id: number } | null = after;
      const older = last === null ? {} : { $or: [{ at: { $lt: last.at } }, { at: last.at, _id: { $lt: last._id } }] };
      const page = await redemptions
        .find({ shop: "s3", ...older })
        .sort({ at: -1, _id: -1 })
        .limit(20)
        .toArray();
      if (page.length === 0) break;
      seen.push(...page.map(({ _id }) => _id));
      after = page.at(-1) as Redemption;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(await redemptions.countDocuments({ shop: "s3" }));
  });

  test("a closed cursor is gone", async () => {
    const { cursor } = (await connection.db?.command({ find: "redemptions", batchSize: 2 })) ?? {};
    expect(cursor.firstBatch).toHaveLength(2);
    await connection.db?.command({ killCursors: "redemptions", cursors: [cursor.id] });
    const more = connection.db?.command({ getMore: cursor.id, collection: "redemptions" });
    expect((await errorOf(Promise.resolve(more)))?.code).toBe(43);
  });

  test("a hundred open at once each go on where they were", async () => {
    const open = Array.from({ length: 100 }, (_, i) => redemptions.find().sort({ _id: 1 }).skip(i).batchSize(2));
    for (const at of [0, 1, 2, 3]) {
      const ids = await Promise.all(open.map(async (cursor) => (await cursor.next())?._id));
      expect(ids).toEqual(open.map((_, i) => i + at));
    }
    await Promise.all(open.map((cursor) => cursor.close()));
  });

  test("a limit is a limit, whatever the batches", async () => {
    expect(await redemptions.find().limit(150).batchSize(40).toArray()).toHaveLength(150);
    expect(await redemptions.find().skip(990).limit(50).toArray()).toHaveLength(10);
  });
});

describe("plans", () => {
  async function stagesOf(cursor: mongoose.mongo.FindCursor): Promise<string[]> {
    const { queryPlanner } = (await cursor.explain("queryPlanner")) as { queryPlanner: { winningPlan: Plan } };
    const flatten = (plan: Plan | undefined): string[] =>
      plan ? [plan.stage ?? "", ...flatten(plan.inputStage), ...(plan.inputStages ?? []).flatMap(flatten)] : [];
    return flatten(queryPlanner.winningPlan);
  }

  contract("explain")("a sort and a limit by an index read the index and sort nothing", async () => {
    const stages = await stagesOf(redemptions.find({ shop: "s1" }).sort({ at: -1, _id: -1 }).limit(20));
    expect(stages).toContain("IXSCAN");
    expect(stages).not.toContain("SORT");
    expect(stages).not.toContain("COLLSCAN");
  });

  contract("explain")("a sort without an index is a sort, a filter without one a scan", async () => {
    expect(await stagesOf(redemptions.find({ shop: "s1" }).sort({ fen: 1 }))).toContain("SORT");
    expect(await stagesOf(redemptions.find({ fen: 5 }))).toContain("COLLSCAN");
  });

  contract("explain")("a partial index serves only what implies its condition", async () => {
    expect(await stagesOf(redemptions.find({ day: "2026-11-01", fen: { $gt: 10 } }))).toContain("IXSCAN");
    expect(await stagesOf(redemptions.find({ day: "2026-11-01" }))).toContain("COLLSCAN");
  });

  test("an index never changes the answer", async () => {
    const filters = [
      { shop: "s2", at: { $gte: new Date(1_790_000_000_000 + 5_000_000) } },
      { shop: { $in: ["s1", "s5", "s9"] } },
      { $or: [{ shop: "s0" }, { day: "2026-11-03", fen: { $gt: 0 } }] },
      { day: "2026-11-05" },
      { shop: { $gt: "s4" }, fen: { $lt: 100 } },
    ];
    for (const filter of filters) {
      const by = (hint?: object) =>
        redemptions
          .find(filter, hint ? { hint } : {})
          .sort({ fen: 1, _id: 1 })
          .toArray();
      expect(await by()).toEqual(await by({ $natural: 1 }));
    }
  });
});

describe("aggregation", () => {
  const run = (...pipeline: object[]): Promise<mongoose.mongo.Document[]> =>
    redemptions.aggregate<mongoose.mongo.Document>(pipeline as mongoose.mongo.Document[]).toArray();
  const all = async (): Promise<Redemption[]> => await redemptions.find().toArray();

  test("$match, $group, $sort and $limit add up as the documents do", async () => {
    const rows = await run(
      { $match: { fen: { $gte: 100 } } },
      {
        $group: {
          _id: "$shop",
          fen: { $sum: "$fen" },
          count: { $sum: 1 },
          most: { $max: "$fen" },
          least: { $min: "$fen" },
        },
      },
      { $sort: { _id: 1 } },
      { $limit: 3 },
    );
    const docs = (await all()).filter(({ fen }) => fen >= 100);
    const expected = ["s0", "s1", "s2"].map((shop) => {
      const fens = docs.filter((doc) => doc.shop === shop).map(({ fen }) => fen);
      const sum = fens.reduce((total, fen) => total + fen, 0);
      return { _id: shop, fen: sum, count: fens.length, most: Math.max(...fens), least: Math.min(...fens) };
    });
    expect(rows).toEqual(expected);
  });

  test("groups by day in Shanghai, by several fields, and of nothing", async () => {
    const day = { $dateToString: { date: "$at", format: "%Y-%m-%d", timezone: "Asia/Shanghai" } };
    const rows = await run({ $group: { _id: day, n: { $sum: 1 } } }, { $sort: { _id: 1 } });
    const days = (await all()).map(({ at }) => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10));
    expect(rows.map(({ _id }) => _id)).toEqual([...new Set(days)].sort());
    expect(rows.reduce((sum, { n }) => sum + n, 0)).toBe(COUNT);
    const pairs = await run({ $group: { _id: { shop: "$shop", day: "$day" }, n: { $sum: 1 } } });
    expect(pairs).toHaveLength(7 * 28 >= COUNT ? COUNT : new Set((await all()).map((d) => d.shop + d.day)).size);
    expect(await run({ $match: { fen: -1 } }, { $group: { _id: null, n: { $sum: 1 } } })).toEqual([]);
  });

  test("$unwind, $lookup, $facet, $project and $count", async () => {
    await connection.collection<{ _id: string }>("shops").insertMany([{ _id: "s0" }, { _id: "s1" }]);
    const [facets] = await run({
      $facet: {
        tags: [{ $unwind: "$tags" }, { $group: { _id: "$tags", n: { $sum: 1 } } }, { $sort: { _id: 1 } }],
        total: [{ $count: "n" }],
        none: [{ $match: { fen: -1 } }],
      },
    });
    const tagged = (await all()).flatMap(({ tags = [] }) => tags);
    const counted = [...new Set(tagged)].sort().map((tag) => ({ _id: tag, n: tagged.filter((t) => t === tag).length }));
    expect(facets).toEqual({ tags: counted, total: [{ n: COUNT }], none: [] });
    const joined = await run(
      { $match: { _id: { $in: [0, 2] } } },
      { $lookup: { from: "shops", localField: "shop", foreignField: "_id", as: "found" } },
      { $project: { shop: "$found._id", twice: { $multiply: ["$fen", 2] } } },
      { $sort: { _id: 1 } },
    );
    expect(joined).toEqual([
      { _id: 0, shop: ["s0"], twice: 0 },
      { _id: 2, shop: [], twice: 2 * ((2 * 7_919) % 500) },
    ]);
  });

  test("variables of the command, in find and in a pipeline", async () => {
    const filter = { $expr: { $eq: ["$fen", "$$wanted"] } };
    const options = { let: { wanted: 7_919 % 500 } };
    const found = await redemptions.find(filter, options).toArray();
    expect(found.map(({ fen }) => fen)).toContain(7_919 % 500);
    expect(new Set(found.map(({ fen }) => fen)).size).toBe(1);
    expect(await redemptions.aggregate([{ $match: filter }], options).toArray()).toEqual(found);
  });

  test("sums keep their kind: whole numbers whole, decimals exact", async () => {
    const sums = connection.collection<mongoose.mongo.Document>("sums");
    const decimal = (text: string) => mongo.Decimal128.fromString(text);
    await sums.insertMany([
      { n: 1, price: decimal("0.1") },
      { n: 2, price: decimal("0.2") },
    ]);
    const group = { _id: null, n: { $sum: "$n" }, mean: { $avg: "$n" }, price: { $sum: "$price" } };
    const [row] = await sums.aggregate([{ $group: group }], { promoteValues: false }).toArray();
    expect(row).toMatchObject({ n: new mongo.Int32(3), mean: new mongo.Double(1.5) });
    expect(String(row?.price)).toBe("0.3");
  });

  test("conditions and defaults in expressions", async () => {
    const [row] = await run(
      { $match: { _id: 1 } },
      {
        $project: {
          _id: 0,
          size: { $cond: [{ $gte: ["$fen", 100] }, "big", "small"] },
          tags: { $size: { $ifNull: ["$tags", []] } },
          rest: { $subtract: [1_000, "$fen"] },
          whole: { $mod: ["$fen", 2] },
        },
      },
    );
    expect(row).toEqual({ size: "big", tags: 0, rest: 1_000 - (7_919 % 500), whole: 1 });
  });

  contract("date-trunc")("$dateTrunc cuts days and months in Shanghai", async () => {
    const cut = (unit: string) => ({
      $dateTrunc: { date: new Date("2026-02-28T17:00:00Z"), unit, timezone: "Asia/Shanghai" },
    });
    const [row] = await run({ $limit: 1 }, { $project: { _id: 0, day: cut("day"), month: cut("month") } });
    expect(row).toEqual({ day: new Date("2026-02-28T16:00:00Z"), month: new Date("2026-02-28T16:00:00Z") });
  });

  contract("expression-code")("an unknown stage or expression is an error", async () => {
    expect((await errorOf(run({ $frob: {} })))?.code).toBe(40_324);
    expect((await errorOf(run({ $match: { $expr: { $frob: 1 } } })))?.code).toBe(168);
  });
});

contract("collation")("a collation is refused, not ignored", async () => {
  const found = redemptions.find({ shop: "S1" }, { collation: { locale: "en", strength: 2 } }).toArray();
  expect(await errorOf(found)).not.toBeNull();
});
