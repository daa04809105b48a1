import { type Doc, isDocument } from "../../bson/values";
import { mongoError } from "../../errors";
import { nameOf } from "../expressions/context";
import type { StageCompiler, StageContext } from "../types";
import { deriveFilter } from "./correlate";
import { watched } from "./helpers";

/** `$unionWith`: the documents of the pipeline, then those of the other collection. */
export const unionWith: StageCompiler = (spec, context) => {
  if (typeof spec !== "string" && !isDocument(spec))
    throw mongoError(9, `the $unionWith stage specification must be an object or string, but found ${nameOf(spec)}`);
  const given: Doc = typeof spec === "string" ? { coll: spec } : spec;
  const unknown = Object.keys(given).find((key) => key !== "coll" && key !== "pipeline");
  if (unknown !== undefined) throw mongoError(40415, `BSON field '$unionWith.${unknown}' is an unknown field.`);
  const { coll, pipeline = [] } = given;
  if (typeof coll !== "string" || coll === "")
    throw mongoError(9, "$unionWith needs the name of a collection in 'coll'");
  if (!Array.isArray(pipeline)) throw mongoError(14, "'pipeline' option must be specified as an array");
  const { env } = context;
  const inner: StageContext = {
    ...context,
    env: { ...env, collection: coll },
    within: [...context.within, "$unionWith"],
  };
  const run = context.compile(pipeline, inner);
  const first: unknown = pipeline[0];
  const filter = isDocument(first) && isDocument(first.$match) ? first.$match : {};
  const { derive } = deriveFilter(filter, context.variables);
  return function* (input) {
    yield* input;
    yield* run(watched(env.find(coll, derive()), env.interrupt));
  };
};
