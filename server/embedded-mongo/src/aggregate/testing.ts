import { parseDocument, serializeDocument } from "../bson/raw";
import type { Doc, Value } from "../bson/values";
import { MongoError } from "../errors";
import { compileFilter } from "../query/match";
import { compileExpression, scopeOf } from "./expressions/compile";
import { compilePipeline, type PipelineEnvironment } from "./pipeline";

/** Helpers of this folder's tests. */

export const NOW = new Date("2024-03-15T04:05:06.789Z");

/** Value of an expression over a document. */
export function evaluate(expr: Value, doc: Doc = {}): Value {
  return compileExpression(expr, { variables: { NOW } })(scopeOf(doc));
}

export type Collections = { [name: string]: Doc[] };

/** An environment over arrays; every `find` scans. */
export function environment(collections: Collections = {}): PipelineEnvironment {
  return {
    now: NOW,
    collection: "items",
    find(name, filter) {
      const matcher = compileFilter(filter);
      return (collections[name] ?? []).filter((doc) => matcher.test(doc));
    },
  };
}

/** Runs a pipeline; the result goes through BSON as it would to a client. */
export function run(docs: Doc[], pipeline: Doc[], env: PipelineEnvironment = environment()): Doc[] {
  return [...compilePipeline(pipeline, env)(docs)].map((doc) => parseDocument(serializeDocument(doc)));
}

/** Code of the error that a call throws; null if it throws none. */
export function codeOf(call: () => unknown): number | null {
  try {
    call();
    return null;
  } catch (error) {
    if (error instanceof MongoError) return error.code;
    throw error;
  }
}
