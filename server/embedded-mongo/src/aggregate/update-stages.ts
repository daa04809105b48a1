import { type Doc, isDocument, type Value } from "../bson/values";
import { mongoError } from "../errors";
import {
  compileAddFields,
  compileProject,
  compileReplaceRoot,
  compileUnset,
  newRootOf,
  type Transform,
} from "./stages/project";

const STAGES: Readonly<Record<string, (spec: Value, variables: Doc) => Transform>> = {
  $set: (spec, variables) => compileAddFields(spec, variables, "$set"),
  $addFields: (spec, variables) => compileAddFields(spec, variables),
  $unset: (spec) => compileUnset(spec),
  $project: compileProject,
  $replaceWith: (spec, variables) => compileReplaceRoot(spec, variables),
  $replaceRoot: (spec, variables) => compileReplaceRoot(newRootOf(spec), variables, "$replaceRoot"),
};

/** The stages that the pipeline of an update may have. */
export const UPDATE_STAGE_NAMES: readonly string[] = Object.keys(STAGES);

/** The only name and the value of `{ $stage: … }`. @throws 40323 */
export function stageOf(stage: Value): { name: string; spec: Value } {
  if (!isDocument(stage)) throw mongoError(14, "Each element of the 'pipeline' array must be an object");
  const [name, ...others] = Object.keys(stage);
  if (name === undefined || others.length > 0)
    throw mongoError(40323, "A pipeline stage specification object must contain exactly one field.");
  return { name, spec: stage[name] };
}

/** Compiles the pipeline of an update; the document that comes out is a new object. @throws 72 for stages that no update may have */
export function compileUpdateStages(stages: readonly Value[], options: { variables?: Doc } = {}): Transform {
  const steps = stages.map((stage) => {
    const { name, spec } = stageOf(stage);
    const compile = Object.hasOwn(STAGES, name) ? STAGES[name] : undefined;
    if (compile === undefined) throw mongoError(72, `${name} is not allowed to be used within an update`);
    return compile(spec, options.variables ?? {});
  });
  return (doc) => {
    let result = doc;
    for (const step of steps) result = step(result);
    return result === doc ? { ...doc } : result;
  };
}
