import { cloneValue, type Doc, valuesIdentical } from "../bson/values";
import { compileUpdate, type UpdateOptions } from "./compile";

/** Helpers of this folder's tests. */

export const now = new Date("2026-05-01T00:00:00Z");

export type Case = { filter?: Doc; arrayFilters?: Doc[]; variables?: Doc; isInsert?: boolean };

/** The document after an update, which must neither change its input nor be wrong about having changed something. */
export function apply(update: Doc | Doc[], doc: Doc, { filter = {}, isInsert = false, ...options }: Case = {}): Doc {
  const before = cloneValue(doc);
  const result = compileUpdate(update, options as UpdateOptions).apply(doc, { now, filter, isInsert });
  expect(valuesIdentical(doc, before)).toBe(true);
  expect(result.changed).toBe(!valuesIdentical(result.doc, before));
  return result.doc;
}

function expectResult(result: Doc, after: Doc): void {
  expect(result).toEqual(after);
  expect(Object.keys(result)).toEqual(Object.keys(after));
  expect(valuesIdentical(result, after)).toBe(true);
}

/** [update, before, after, more] */
export type Row = [update: Doc | Doc[], before: Doc, after: Doc, more?: Case];

export function table(title: string, rows: Row[]): void {
  describe(title, () => {
    test.each(rows.map((row) => [JSON.stringify(row[0]), JSON.stringify(row[1]), ...row] as const))(
      "%s on %s",
      (...args) => {
        const [, , update, before, after, more] = args;
        expectResult(apply(update, before, more), after);
      },
    );
  });
}

/** What the manual says, in a sentence; update, document before, document after or the code of the error. */
export type Rule = [rule: string, update: Doc | Doc[], before: Doc, after: Doc | number, more?: Case];

/** The rules of one page of MongoDB's manual (reference/operator/update/). */
export function manual(page: string, rules: Rule[]): void {
  describe(`https://www.mongodb.com/docs/manual/reference/operator/update/${page}/`, () => {
    // Named parameters would make jest pass its callback for the one that a short row leaves out.
    test.each(rules)("%s", (...row) => {
      const [, update, before, after, more] = row;
      if (typeof after === "number") {
        expect(() => apply(update, before, more)).toThrow(expect.objectContaining({ code: after }));
      } else expectResult(apply(update, before, more), after);
    });
  });
}
