import { Decimal128, Double, Int32, Long } from "bson";
import { type Doc, isDocument, type Value } from "../../bson/values";
import { MongoError, mongoError } from "../../errors";
import { compileExpression, type Scope } from "../expressions/compile";
import { isTruthy, nameOf } from "../expressions/context";
import { type Action, addPath, compileAdd, compileExclude, compileInclude, newNode } from "./fields";

/** Changes one document; the input is never touched. */
export type Transform = (doc: Doc) => Doc;

function isFlag(value: Value): boolean {
  return (
    typeof value === "boolean" ||
    typeof value === "number" ||
    value instanceof Long ||
    value instanceof Double ||
    value instanceof Int32 ||
    value instanceof Decimal128
  );
}

type Field = { path: string; value: Value };

/** Dotted paths of a specification; documents without operators are nested paths. */
function flatten(spec: Doc, emptyIsValue: boolean, prefix = ""): Field[] {
  return Object.keys(spec).flatMap((name): Field[] => {
    const value = spec[name];
    const path = `${prefix}${name}`;
    if (!isDocument(value)) return [{ path, value }];
    const names = Object.keys(value);
    const operator = names.find((key) => key.startsWith("$"));
    if (operator !== undefined && names.length > 1)
      throw mongoError(15983, `an expression specification must contain exactly one field, found ${names.length}`);
    if (operator !== undefined) return [{ path, value }];
    if (names.length > 0) return flatten(value, emptyIsValue, `${path}.`);
    if (emptyIsValue) return [{ path, value }];
    throw mongoError(51270, `An empty sub-projection is not a valid value. Found empty object at path ${path}`);
  });
}

/** One scope per transform, refilled for every document: expressions never keep it. */
function reusableScope(): (doc: Doc) => Scope {
  const scope: Scope = { root: {}, current: {}, variables: {} };
  return (doc) => {
    scope.root = doc;
    scope.current = doc;
    return scope;
  };
}

/** `$addFields` and `$set`. @throws 40272 */
export function compileAddFields(spec: Value, variables: Doc, name = "$addFields"): Transform {
  if (!isDocument(spec)) throw mongoError(40272, `${name} specification stage must be an object, got ${nameOf(spec)}`);
  const root = newNode();
  for (const { path, value } of flatten(spec, true)) addPath(root, path, compileExpression(value, { variables }));
  const add = compileAdd(root);
  const scopeFor = reusableScope();
  return (doc) => add(doc, scopeFor(doc));
}

/** `$unset`: a field or a list of fields. @throws 31002, 31119, 31120 */
export function compileUnset(spec: Value): Transform {
  const paths = Array.isArray(spec) ? spec : [spec];
  if (paths.length === 0)
    throw mongoError(31119, "$unset specification must be a string or an array with at least one field");
  const root = newNode();
  for (const path of paths) {
    if (typeof path !== "string")
      throw mongoError(
        Array.isArray(spec) ? 31120 : 31002,
        "$unset specification must be a string or an array containing only string values",
      );
    addPath(root, path, "drop");
  }
  return compileExclude(root);
}

/** `$project`. @throws 15969, 51272, 31252, 31253, 31254, 31325 and the codes of paths and expressions */
export function compileProject(spec: Value, variables: Doc): Transform {
  if (!isDocument(spec)) throw mongoError(15969, "$project specification must be an object");
  try {
    return projectFields(flatten(spec, false), variables);
  } catch (error) {
    if (!(error instanceof MongoError)) throw error;
    if (error.code !== 168) throw mongoError(error.code, `Invalid $project :: caused by :: ${error.message}`);
    const unknown = /'(.*)'/.exec(error.message)?.[1] ?? "";
    throw mongoError(31325, `Invalid $project :: caused by :: Unknown expression ${unknown}`);
  }
}

function projectFields(fields: Field[], variables: Doc): Transform {
  if (fields.length === 0) throw mongoError(51272, "projection specification must have at least one field");
  const excludes = isExclusion(fields);
  const root = newNode();
  for (const { path, value } of fields) {
    const action = actionOf({ path, value }, excludes, variables);
    if (action !== null) addPath(root, path, action);
  }
  if (excludes) return compileExclude(root);
  if (!fields.some(({ path }) => path === "_id" || path.startsWith("_id."))) addPath(root, "_id", "keep");
  const include = compileInclude(root);
  const scopeFor = reusableScope();
  return (doc) => include(doc, scopeFor(doc));
}

/** The kind of a projection is that of its first field other than `_id`. */
function isExclusion(fields: Field[]): boolean {
  const decisive = fields.find(({ path }) => path !== "_id") ?? fields[0];
  return decisive !== undefined && isFlag(decisive.value) && !isTruthy(decisive.value);
}

function actionOf({ path, value }: Field, excludes: boolean, variables: Doc): Action | null {
  if (!isFlag(value)) {
    if (excludes) throw mongoError(31252, "Cannot use expression other than $meta in exclusion projection");
    return compileExpression(value, { variables });
  }
  const keep = isTruthy(value);
  if (path === "_id") return keep === excludes ? null : keep ? "keep" : excludes ? "drop" : null;
  if (keep && excludes) throw mongoError(31253, `Cannot do inclusion on field ${path} in exclusion projection`);
  if (!keep && !excludes) throw mongoError(31254, `Cannot do exclusion on field ${path} in inclusion projection`);
  return keep ? "keep" : "drop";
}

/** `$replaceRoot` and `$replaceWith`, given the expression. @throws 40228 when it gives no document */
export function compileReplaceRoot(expr: Value, variables: Doc, name = "$replaceWith"): Transform {
  const evaluate = compileExpression(expr, { variables });
  const scopeFor = reusableScope();
  return (doc) => {
    const result = evaluate(scopeFor(doc));
    if (isDocument(result)) return result;
    const what = `'${name === "$replaceRoot" ? "newRoot" : "replacement document"}' expression`;
    throw mongoError(40228, `${what} must evaluate to an object, but resulting value was of type: '${nameOf(result)}'`);
  };
}

/** `{ $replaceRoot: { newRoot: … } }`. @throws 40229, 40230, 40231 */
export function newRootOf(spec: Value): Value {
  if (!isDocument(spec))
    throw mongoError(40229, `expected an object as specification for $replaceRoot stage, got ${nameOf(spec)}`);
  const unknown = Object.keys(spec).find((key) => key !== "newRoot");
  if (unknown !== undefined) throw mongoError(40230, `unrecognized option to $replaceRoot stage: ${unknown}`);
  if (!("newRoot" in spec)) throw mongoError(40231, "no newRoot specified for the $replaceRoot stage");
  return spec.newRoot;
}
