import { BSONRegExp, Long } from "bson";
import type { Doc } from "../../bson/values";
import { compilePipeline } from "../pipeline";
import { type Collections, codeOf, environment, run } from "../testing";
import type { PipelineEnvironment } from "../types";

const ORDERS: Doc[] = [
  { _id: 1, item: "almonds", price: 12, ordered: 2 },
  { _id: 2, item: "pecans", price: 20, ordered: 70 },
  { _id: 3 },
  { _id: 4, item: ["almonds", "pecans"] },
  { _id: 5, item: [] },
];
const STOCK: Doc[] = [
  { _id: 1, sku: "almonds", place: "A", instock: 120 },
  { _id: 2, sku: "bread", place: "A", instock: 80 },
  { _id: 3, sku: "pecans", place: "B", instock: 70 },
  { _id: 4, sku: null, place: "C", instock: 1 },
  { _id: 5, place: "D", instock: 1 },
  { _id: 6, sku: "almonds", place: "B", instock: 1 },
];
const idsOf = (docs: Doc[]) => docs.map((doc) => (doc.stock as Doc[]).map((row) => row._id));

/** Counts the filters that reach `find`. */
function recording(collections: Collections, indexed?: boolean): { env: PipelineEnvironment; filters: Doc[] } {
  const base = environment(collections);
  const filters: Doc[] = [];
  const find = (name: string, filter: Doc) => {
    filters.push(filter);
    return base.find(name, filter);
  };
  return { env: { ...base, find, ...(indexed !== undefined && { indexed: () => indexed }) }, filters };
}

const byFields = { from: "stock", localField: "item", foreignField: "sku", as: "stock" };

describe("$lookup by fields", () => {
  const expected = [[1, 6], [3], [4, 5], [1, 3, 6], [4, 5]];

  test("joins scalars, arrays and missing values as MongoDB does", () => {
    expect(idsOf(run(ORDERS, [{ $lookup: byFields }], environment({ stock: STOCK })))).toEqual(expected);
  });

  test("without an index the hash table gives the same, in the same order", () => {
    const many = [
      ...ORDERS,
      ...ORDERS.map((doc) => ({ ...doc, item: [doc.item ?? "bread", "almonds"] })),
      { _id: 9, item: "bread" },
    ];
    const scanned = run(many, [{ $lookup: byFields }], environment({ stock: STOCK }));
    const { env, filters } = recording({ stock: STOCK }, false);
    expect(run(many, [{ $lookup: byFields }], env)).toEqual(scanned);
    expect(filters.some((filter) => Object.keys(filter).length === 0)).toBe(true);
  });

  test.each<[string, Doc, string]>([
    ["an empty array", { a: [] }, "null missing"],
    ["an array without the field", { a: [{ c: 1 }, 1] }, "null missing"],
    ["an array with the field somewhere", { a: [{ c: 1 }, { b: 1 }] }, "one"],
    ["arrays in an array of documents", { a: [{ b: [1] }, { b: [] }] }, "one"],
    ["an array in the array", { a: { b: [[1, 2]] } }, "pair"],
    ["an array in the array of a document in an array", { a: [{ b: [[1, 2]] }] }, "pair"],
    ["null among others", { a: { b: [null, 1] } }, "null missing one"],
  ])("%s in the local field", (_name, local, expected) => {
    const foreign = [
      { _id: "null", k: null },
      { _id: "missing" },
      { _id: "one", k: 1 },
      { _id: "pair", k: [[1, 2], 42] },
      { _id: "two", k: 2 },
    ];
    const stage = { $lookup: { from: "f", localField: "a.b", foreignField: "k", as: "stock" } };
    expect(idsOf(run([local], [stage], environment({ f: foreign })))).toEqual([expected.split(" ")]);
  });

  test("a number in the local field's path is a position in an array", () => {
    const stage = { $lookup: { from: "f", localField: "a.0.b", foreignField: "k", as: "stock" } };
    const docs = [{ a: [{ b: 1 }, { b: 2 }] }, { a: [{ b: [2] }] }, { a: { b: 1 } }, { a: { 0: { b: 2 } } }];
    const foreign = [{ _id: 1, k: 1 }, { _id: 2, k: 2 }, { _id: 3 }];
    expect(idsOf(run(docs, [stage], environment({ f: foreign })))).toEqual([[1], [2], [3], [2]]);
  });

  test("every key is looked up once", () => {
    const { env, filters } = recording({ stock: STOCK }, true);
    run([...ORDERS, ...ORDERS], [{ $lookup: byFields }], env);
    expect(filters).toHaveLength(4);
  });

  test("the result may be put at a path, and missing collections are empty", () => {
    const [doc] = run([{ _id: 1, a: { b: 1 } }], [{ $lookup: { ...byFields, from: "none", as: "a.c" } }]);
    expect(doc).toEqual({ _id: 1, a: { b: 1, c: [] } });
  });

  test("a regular expression in the local field is a value, not a pattern", () => {
    const docs = [{ _id: 1, item: [new BSONRegExp("^al"), "bread"] }];
    expect(idsOf(run(docs, [{ $lookup: byFields }], environment({ stock: STOCK })))).toEqual([[2]]);
  });
});

describe("$lookup by pipeline", () => {
  const pipeline = [
    { $match: { $expr: { $and: [{ $eq: ["$sku", "$$item"] }, { $gte: ["$instock", "$$qty"] }] } } },
    { $project: { instock: 1 } },
  ];

  test("evaluates let per document and hands equalities to find", () => {
    const { env, filters } = recording({ stock: STOCK });
    const lookup = { from: "stock", let: { item: "$item", qty: "$ordered" }, pipeline, as: "stock" };
    const result = run(ORDERS.slice(0, 2), [{ $lookup: lookup }], env);
    expect(result.map((doc) => doc.stock)).toEqual([[{ _id: 1, instock: 120 }], [{ _id: 3, instock: 70 }]]);
    expect(filters).toEqual([{ sku: { $eq: "almonds" } }, { sku: { $eq: "pecans" } }]);
  });

  test("an equality with null is not handed to find: null and missing differ in expressions", () => {
    const lookup = {
      from: "stock",
      let: { item: null },
      pipeline: [{ $match: { $expr: { $eq: ["$sku", "$$item"] } } }],
      as: "stock",
    };
    expect(idsOf(run([{ _id: 1 }], [{ $lookup: lookup }], environment({ stock: STOCK })))).toEqual([[4]]);
  });

  test("both forms together: the fields select, the pipeline goes on", () => {
    const lookup = {
      ...byFields,
      let: { q: "$ordered" },
      pipeline: [{ $match: { $expr: { $gt: ["$instock", "$$q"] } } }],
    };
    expect(idsOf(run(ORDERS.slice(0, 2), [{ $lookup: lookup }], environment({ stock: STOCK })))).toEqual([[1], []]);
    const plain = { ...byFields, pipeline: [{ $match: { place: "B" } }, { $sort: { _id: -1 } }] };
    expect(idsOf(run(ORDERS.slice(0, 2), [{ $lookup: plain }], environment({ stock: STOCK })))).toEqual([[6], [3]]);
  });

  test("both forms together keep a plain $match that could also be handed to find", () => {
    const lookup = {
      ...byFields,
      let: { q: "$ordered" },
      pipeline: [{ $match: { place: "B" } }, { $match: { $expr: { $lt: ["$instock", "$$q"] } } }],
    };
    expect(idsOf(run(ORDERS.slice(0, 2), [{ $lookup: lookup }], environment({ stock: STOCK })))).toEqual([[6], []]);
  });

  test("a pipeline without variables runs once for all documents", () => {
    const { env, filters } = recording({ stock: STOCK });
    const result = run(
      ORDERS,
      [{ $lookup: { from: "stock", pipeline: [{ $match: { place: "A" } }], as: "stock" } }],
      env,
    );
    expect(idsOf(result)).toEqual(ORDERS.map(() => [1, 2]));
    expect(filters).toEqual([{ place: "A" }]);
  });

  test("a nested $lookup sees the variables of the outer one, and they change per document", () => {
    const nested = {
      from: "stock",
      let: { outer: "$item" },
      pipeline: [
        { $match: { place: "A" } },
        { $limit: 1 },
        {
          $lookup: {
            from: "stock",
            as: "inner",
            pipeline: [{ $match: { $expr: { $eq: ["$sku", "$$outer"] } } }, { $project: { _id: 1 } }],
          },
        },
        { $project: { inner: 1 } },
      ],
      as: "stock",
    };
    const result = run(ORDERS.slice(0, 2), [{ $lookup: nested }], environment({ stock: STOCK }));
    expect(result.map((doc) => doc.stock)).toEqual([
      [{ _id: 1, inner: [{ _id: 1 }, { _id: 6 }] }],
      [{ _id: 1, inner: [{ _id: 3 }] }],
    ]);
  });

  test.each<[Doc, number]>([
    [{ from: "x", as: "y" }, 9],
    [{ from: "x", as: "y", localField: "a" }, 9],
    [{ from: "x", as: "y", localField: "a", foreignField: "b", let: { c: 1 } }, 9],
    [{ from: "x", as: "y", pipeline: [{ $match: { $expr: "$$nobody" } }] }, 17276],
    [{ from: "x", as: "y", pipeline: [{ $out: "z" }] }, 51047],
  ])("%j is refused with code %d", (lookup, code) => {
    expect(codeOf(() => compilePipeline([{ $lookup: lookup }], environment()))).toBe(code);
  });
});

describe("$graphLookup, $unionWith", () => {
  const employees = [
    { _id: 1, name: "Dev" },
    { _id: 2, name: "Eliot", reportsTo: "Dev" },
    { _id: 3, name: "Ron", reportsTo: "Eliot" },
    { _id: 4, name: "Andrew", reportsTo: "Eliot" },
    { _id: 5, name: "Asya", reportsTo: "Ron" },
  ];
  const graph = {
    from: "employees",
    startWith: "$reportsTo",
    connectFromField: "reportsTo",
    connectToField: "name",
    as: "chain",
  };

  test("walks references breadth first with their depth", () => {
    const [asya] = run(
      employees.slice(4),
      [{ $graphLookup: { ...graph, depthField: "d" } }],
      environment({ employees }),
    );
    expect((asya as { chain: Doc[] }).chain.map((doc) => [doc.name, doc.d])).toEqual([
      ["Ron", Long.fromNumber(0)],
      ["Eliot", Long.fromNumber(1)],
      ["Dev", Long.fromNumber(2)],
    ]);
    const [near] = run(employees.slice(4), [{ $graphLookup: { ...graph, maxDepth: 0 } }], environment({ employees }));
    expect(near?.chain).toHaveLength(1);
  });

  test("ends in a circle", () => {
    const ring = [
      { _id: 1, name: "a", reportsTo: "b" },
      { _id: 2, name: "b", reportsTo: "a" },
    ];
    const [first] = run(ring, [{ $graphLookup: graph }], environment({ employees: ring }));
    expect(first?.chain).toHaveLength(2);
  });

  test("$unionWith appends the other collection's documents", () => {
    const env = environment({ stock: STOCK });
    expect(
      run(
        [{ _id: 0 }],
        [{ $unionWith: { coll: "stock", pipeline: [{ $match: { place: "A" } }, { $project: { _id: 1 } }] } }],
        env,
      ),
    ).toEqual([{ _id: 0 }, { _id: 1 }, { _id: 2 }]);
  });
});

describe("limits", () => {
  test("interrupt is called while documents flow and ends the pipeline", () => {
    const docs = Array.from({ length: 1000 }, (_, _id) => ({ _id }));
    const env = {
      ...environment(),
      interrupt: () => {
        throw new Error("time is up");
      },
    };
    expect(() => [...compilePipeline([{ $group: { _id: null } }], env)(docs)]).toThrow("time is up");
  });
});
