import fc from "fast-check";
import mongoose, { Schema } from "mongoose";
import { connectTestDatabase, dropTestDatabase } from "../../test/kit";
import { contract } from "../../test/mongo/connection";
import { ensureIndexes, model, native } from "./db";
import { findPage, type PageRequest } from "./page";

type Row = { _id: string; cityCode: string; rank: number; createdAt: Date };
const Rows = model<Row>(
  "pageTestRows",
  new Schema<Row>({
    _id: { type: String, required: true },
    cityCode: { type: String, required: true },
    rank: { type: Number, required: true },
    createdAt: { type: Date, required: true },
  }).index({ cityCode: 1, createdAt: -1, _id: -1 }),
);
const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 4, minute));
/** Ten rows; two share each minute, so that only _id orders them. */
const rows = Array.from(
  { length: 10 },
  (_, index): Row => ({
    _id: `r${index}`,
    cityCode: "370100",
    rank: index % 3,
    createdAt: at(Math.floor(index / 2)),
  }),
);

beforeAll(async () => {
  await connectTestDatabase();
  await ensureIndexes();
});
beforeEach(async () => {
  await Rows.deleteMany({});
  await native(Rows).insertMany(rows);
});
afterAll(dropTestDatabase);

const newest: PageRequest = {
  filter: { cityCode: "370100" },
  sort: { createdAt: -1, _id: -1 },
  cursor: undefined,
  limit: 3,
};

async function walk(
  request: PageRequest,
  between: () => Promise<unknown> = async () => undefined,
): Promise<string[][]> {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = await findPage(Rows, { ...request, cursor });
    pages.push(page.rows.map(({ _id }) => _id));
    cursor = page.nextCursor ?? undefined;
    await between();
  } while (cursor);
  return pages;
}

test("pages follow each other without gap or repetition, and the last says so", async () => {
  expect(await walk(newest)).toEqual([["r9", "r8", "r7"], ["r6", "r5", "r4"], ["r3", "r2", "r1"], ["r0"]]);
});

test("a last page that is exactly full has no next one", async () => {
  const page = await findPage(Rows, { ...newest, limit: 10 });
  expect([page.rows.length, page.nextCursor]).toEqual([10, null]);
  expect(await findPage(Rows, { ...newest, filter: { cityCode: "370200" } })).toEqual({ rows: [], nextCursor: null });
});

test("rows that come in while somebody pages neither repeat nor push others out, and removed ones leave no gap", async () => {
  let added = 0;
  const pages = await walk(newest, async () => {
    added += 1;
    await native(Rows).insertOne({ _id: `new${added}`, cityCode: "370100", rank: 0, createdAt: at(30 + added) });
    await native(Rows).deleteOne({ _id: added === 1 ? "r7" : "none" });
  });
  expect(pages.flat()).toEqual(["r9", "r8", "r7", "r6", "r5", "r4", "r3", "r2", "r1", "r0"]);
});

test("mixed directions and three fields keep their order across pages", async () => {
  const pages = await walk({ ...newest, sort: { rank: 1, createdAt: -1, _id: 1 }, limit: 4 });
  const expected = [...rows].sort(
    (a, b) => a.rank - b.rank || b.createdAt.getTime() - a.createdAt.getTime() || (a._id < b._id ? -1 : 1),
  );
  expect(pages.flat()).toEqual(expected.map(({ _id }) => _id));
});

const direction = fc.constantFrom<1 | -1>(1, -1);

test("whatever the order, the pages put together are the sorted whole, also where most rows share their values", async () => {
  const few = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })), { maxLength: 40 });
  const orders = fc.record({ rank: direction, createdAt: direction, _id: direction });
  await fc.assert(
    fc.asyncProperty(few, orders, fc.integer({ min: 1, max: 9 }), async (ties, sort, limit) => {
      const stored = ties.map(
        ([rank, minute], index): Row => ({ _id: `t${index + 10}`, cityCode: "370100", rank, createdAt: at(minute) }),
      );
      await Rows.deleteMany({});
      if (stored.length > 0) await native(Rows).insertMany(stored);
      const pages = await walk({ ...newest, sort, limit });
      const whole = [...stored].sort(
        (a, b) =>
          sort.rank * (a.rank - b.rank) ||
          sort.createdAt * (a.createdAt.getTime() - b.createdAt.getTime()) ||
          sort._id * (a._id < b._id ? -1 : 1),
      );
      expect(pages.flat()).toEqual(whole.map(({ _id }) => _id));
      expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test("a filter on the sort field itself still bounds the pages behind a cursor", async () => {
  const filter = { cityCode: "370100", createdAt: { $gte: at(1), $lt: at(4) } };
  expect(await walk({ ...newest, filter, limit: 2 })).toEqual([
    ["r7", "r6"],
    ["r5", "r4"],
    ["r3", "r2"],
  ]);
});

contract("explain")(
  "behind a cursor the database looks at the page's rows only, however many share the cursor's instant",
  async () => {
    const crowd = Array.from(
      { length: 400 },
      (_, n): Row => ({ _id: `c${n + 1000}`, cityCode: "370100", rank: 0, createdAt: at(50) }),
    );
    await native(Rows).insertMany(crowd);
    const seen: { filter: object; limit: number }[] = [];
    mongoose.set("debug", (_collection: string, _method: string, filter: object, options: { limit: number }) => {
      seen.push({ filter, limit: options.limit });
    });
    let cursor: string | undefined;
    try {
      for (let page = 0; page < 30; page += 1)
        cursor = (await findPage(Rows, { ...newest, cursor, limit: 10 })).nextCursor ?? undefined;
    } finally {
      mongoose.set("debug", false);
    }
    expect(seen).toHaveLength(30);
    for (const { filter, limit } of seen.slice(1)) {
      const plan = await native(Rows)
        .find(filter)
        .sort({ createdAt: -1, _id: -1 })
        .limit(limit)
        .explain("executionStats");
      expect(plan.executionStats.totalDocsExamined).toBeLessThanOrEqual(limit + 1);
    }
  },
);

test("a single unique field is enough, and a projection still carries what the cursor needs", async () => {
  const page = await findPage(Rows, { ...newest, sort: { _id: 1 }, projection: { rank: 1 } });
  expect(page.rows[0]).toEqual({ _id: "r0", rank: 0 });
  const dated = await findPage(Rows, { ...newest, projection: { rank: 1 } });
  expect(dated.rows[0]).toEqual({ _id: "r9", rank: 0, createdAt: at(4) });
  expect(dated.nextCursor).not.toBeNull();
});

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

test.each([
  ["garbage", "%%%"],
  ["no list", encode({ a: 1 })],
  ["another order's cursor", encode(["rank,_id", 1, "r1"])],
  ["too few values", encode(["createdAt,_id", { t: 1 }])],
  ["too many values", encode(["createdAt,_id", { t: 1 }, "a", "b"])],
  ["an operator", encode(["createdAt,_id", { t: 1 }, { $gt: "" }])],
  ["null", encode(["createdAt,_id", { t: 1 }, null])],
  ["an impossible date", encode(["createdAt,_id", { t: 1e99 }, "a"])],
])("a cursor with %s is refused as invalid input", async (_title, cursor) => {
  await expect(findPage(Rows, { ...newest, cursor })).rejects.toMatchObject({
    code: "request.invalid",
    errors: [{ path: "cursor", message: "翻页标识已失效，请回到第一页" }],
  });
});
