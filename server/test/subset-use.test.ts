import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { SUBSET } from "../embedded-mongo/src/subset";
import { outsideSubset } from "./subset-use";

const SRC = path.resolve(__dirname, "..", "src");
const KNOWN: ReadonlySet<string> = new Set(Object.values(SUBSET).flat());
/** Names with a dollar sign that mean something else than MongoDB's. */
const OTHERS: ReadonlySet<string> = new Set(["$schema", "$ref", "$defs", "$id"]);
/** Ways to leave the subset that have no name with a dollar sign. */
const LEAVING = [
  /\bcollation\b/,
  /\.watch\(/,
  /\.mapReduce\(/,
  /["'](?:2d|2dsphere|hashed)["']/,
  /:\s*["']text["']\s*[,}]\s*\)/,
];

function sources(): { file: string; text: string }[] {
  const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".test.ts"),
  );
  return files.map((file) => ({ file, text: readFileSync(path.join(SRC, file), "utf8") }));
}

function namesIn(text: string): string[] {
  const keys = [...text.matchAll(/(?<![\w$`])["']?(\$[a-z]\w*)["']?\s*:/g)].map(([, name = ""]) => name);
  const variables = [...text.matchAll(/["'](\$\$[A-Z]\w*)/g)].map(([, name = ""]) => name);
  return [...keys, ...variables];
}

describe("the application stays inside the subset of MongoDB that the embedded database promises", () => {
  test("no source uses an operator, stage or variable outside it", () => {
    const files = sources();
    const used = files.flatMap(({ file, text }) => namesIn(text).map((name) => ({ file, name })));
    expect(used.filter(({ name }) => !KNOWN.has(name) && !OTHERS.has(name))).toEqual([]);
    expect(new Set(used.map(({ name }) => name)).size).toBeGreaterThan(15);
  });

  test("no source asks for a collation, a change stream, a script or another kind of index", () => {
    const leaving = sources().flatMap(({ file, text }) =>
      LEAVING.filter((pattern) => pattern.test(text)).map((pattern) => `${file}: ${pattern}`),
    );
    expect(leaving).toEqual([]);
  });
});

describe("what leaves the subset is seen", () => {
  test.each<[string, string, Record<string, unknown>, string]>([
    ["a text search", "find", { filter: { $or: [{ $text: { $search: "x" } }] } }, "query operator $text"],
    ["a collation", "find", { filter: {}, collation: { locale: "zh" } }, "collation"],
    ["a collation of an update", "update", { updates: [{ q: {}, u: {}, collation: {} }] }, "collation"],
    ["a script", "find", { filter: { $expr: { $not: [{ $function: {} }] } } }, "expression $function"],
    [
      "a script in a join",
      "aggregate",
      { pipeline: [{ $lookup: { pipeline: [{ $set: { a: { $function: {} } } }] } }] },
      "expression $function",
    ],
    ["a stage", "aggregate", { pipeline: [{ $densify: {} }] }, "stage $densify"],
    ["a stage in a facet", "aggregate", { pipeline: [{ $facet: { a: [{ $geoNear: {} }] } }] }, "stage $geoNear"],
    [
      "an accumulator",
      "aggregate",
      { pipeline: [{ $group: { _id: 1, p: { $percentile: {} } } }] },
      "expression $percentile",
    ],
    ["a variable", "aggregate", { pipeline: [{ $set: { a: "$$USER_ROLES" } }] }, "variable $$USER_ROLES"],
    ["an update operator", "findAndModify", { query: {}, update: { $frob: {} } }, "update operator $frob"],
    ["a filter of an update", "update", { updates: [{ q: { $where: "1" }, u: {} }] }, "query operator $where"],
    [
      "a pull by distance",
      "update",
      { updates: [{ q: {}, u: { $pull: { a: { $near: [] } } } }] },
      "query operator $near",
    ],
    [
      "an array filter",
      "update",
      { updates: [{ q: {}, u: {}, arrayFilters: [{ "x.a": { $geoWithin: 1 } }] }] },
      "query operator $geoWithin",
    ],
    ["a projection", "find", { projection: { score: { $meta: "textScore" } } }, "expression $meta"],
    ["a text index", "createIndexes", { indexes: [{ key: { a: "text" }, name: "a" }] }, "index kind text"],
    [
      "an option of an index",
      "createIndexes",
      { indexes: [{ key: { a: 1 }, name: "a", hidden: true }] },
      "index option hidden true",
    ],
    ["a command", "mapReduce", {}, "the command itself"],
  ])("%s", (_title, name, command, fault) => {
    expect(outsideSubset({ name, command })).toContain(`${name}: ${fault}`);
  });

  test("and what is inside is not", () => {
    const day = { $dateToString: { date: "$at", format: "%Y", timezone: "Asia/Shanghai" } };
    const group = { $group: { _id: { day }, n: { $sum: { $multiply: ["$a", 2] } }, now: { $max: "$$NOW" } } };
    expect(
      outsideSubset({ name: "aggregate", command: { pipeline: [{ $match: { a: { $in: [1] } } }, group] } }),
    ).toEqual([]);
    const u = { $push: { a: { $each: [1], $slice: -5 } }, $set: { "b.$[x]": 1 } };
    const arrayFilters = [{ x: { $gte: 1 } }];
    expect(outsideSubset({ name: "update", command: { updates: [{ q: { _id: 1 }, u, arrayFilters }] } })).toEqual([]);
  });
});
