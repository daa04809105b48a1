import { compileExpression } from "../aggregate/expressions/compile";
import { isTruthy } from "../aggregate/expressions/context";
import { isNumber } from "../bson/numbers";
import { type Doc, getField, isDocument, setField, type Value } from "../bson/values";
import { mongoError } from "../errors";
import { isOperatorName } from "./comparisons";
import { compileElementFilter } from "./match";
import { elementTest } from "./operators";
import { findPosition } from "./positional";
import { applyTree, type Branch, insertNode } from "./project-tree";
import { compileSlice, isFindSlice } from "./slice";

export type Projection = (doc: Doc) => Doc;
export type ProjectionOptions = { variables?: Doc /** Needed for the positional `$`. */; filter?: Doc };

type Mode = "inclusion" | "exclusion";
type State = {
  options: ProjectionOptions;
  root: Branch;
  mode: Mode | null;
  includesId: boolean;
  hasSlice: boolean;
  elementMatches: { path: string; test: (value: Value) => boolean }[];
  positional: string | null;
};

/**
 * Compiles the projection of find and findAndModify: inclusion or exclusion, $slice, $elemMatch, positional `$` and
 * expressions. The result shares unchanged parts with its input.
 * @throws MongoError 31253, 31254 for a mixture, 31249, 31250 for colliding paths, 31271 and others for malformed ones.
 */
export function compileProjection(spec: Doc, options: ProjectionOptions = {}): Projection {
  const names = Object.keys(spec);
  if (names.length === 0) return (doc) => doc;
  const state: State = {
    options,
    root: { kind: "branch", children: new Map() },
    mode: null,
    includesId: false,
    hasSlice: false,
    elementMatches: [],
    positional: null,
  };
  for (const name of names) addField(state, name, spec[name]);
  const mode = state.mode ?? defaultMode(state);
  if (mode === "inclusion" && !state.root.children.has("_id")) state.root.children.set("_id", { kind: "include" });
  const base: Projection = (doc) => applyTree(state.root, doc, mode);
  return withElementMatches(state, withPositional(state, base));
}

function defaultMode(state: State): Mode {
  const isInclusion = state.includesId || (state.elementMatches.length > 0 && !state.hasSlice);
  return isInclusion ? "inclusion" : "exclusion";
}

function addField(state: State, path: string, value: Value): void {
  if (path.includes(".$.")) throw mongoError(31394, "The positional operator may only be at the end of a path");
  if (path.endsWith(".$")) {
    addPositional(state, path.slice(0, -2), value);
    return;
  }
  checkPath(path);
  if (isNumber(value) || typeof value === "boolean") addFlag(state, path, isTruthy(value));
  else if (isDocument(value)) addDocument(state, path, value);
  else addExpression(state, { path, value, refusal: 31310 });
}

function checkPath(path: string): void {
  if (path === "") throw mongoError(40352, "FieldPath cannot be constructed with empty string");
  if (path.endsWith(".")) throw mongoError(40353, "FieldPath must not end with a '.'.");
  for (const part of path.split(".")) {
    if (part === "") throw mongoError(15998, "FieldPath field names may not be empty strings.");
    if (isOperatorName(part)) {
      throw mongoError(16410, "FieldPath field names may not start with '$'. Consider using $getField or $setField.");
    }
  }
}

function setMode(state: State, mode: Mode, path: string): void {
  if (state.mode === null) state.mode = mode;
  else if (state.mode !== mode) {
    throw mongoError(
      mode === "inclusion" ? 31253 : 31254,
      `Cannot do ${mode} on field ${path} in ${state.mode} projection`,
    );
  }
}

function addFlag(state: State, path: string, isIncluded: boolean): void {
  insertNode(state.root, path, { kind: isIncluded ? "include" : "exclude" });
  // _id may be in projections of both kinds, whether it is wanted or not.
  if (path !== "_id") setMode(state, isIncluded ? "inclusion" : "exclusion", path);
  else if (isIncluded) state.includesId = true;
}

function addDocument(state: State, path: string, value: Doc): void {
  const names = Object.keys(value);
  const [first] = names;
  if (first === undefined) {
    throw mongoError(51270, `An empty sub-projection is not a valid value. Found empty object at path ${path}`);
  }
  // Beside another field an operator is no operator but a name, which must not start with a dollar sign.
  if (names.length > 1 || !isOperatorName(first)) {
    for (const name of names) addField(state, `${path}.${name}`, value[name]);
    return;
  }
  if (first === "$slice" && isFindSlice(value.$slice)) {
    state.hasSlice = true;
    insertNode(state.root, path, { kind: "slice", slice: compileSlice(value.$slice) });
  } else if (first === "$elemMatch") addElementMatch(state, path, value.$elemMatch);
  else if (first === "$meta") throw mongoError(40218, "query requires text score metadata, but it is not available");
  else addExpression(state, { path, value, refusal: 31252 });
}

type Computed = { path: string; value: Value; refusal: number };

function addExpression(state: State, { path, value, refusal }: Computed): void {
  if (state.mode === "exclusion") {
    throw mongoError(refusal, "Cannot use an expression for a field in an exclusion projection");
  }
  setMode(state, "inclusion", path);
  const { variables } = state.options;
  const evaluate = compileExpression(value, variables === undefined ? {} : { variables });
  insertNode(state.root, path, { kind: "expression", evaluate });
}

function addElementMatch(state: State, path: string, argument: Value): void {
  if (!isDocument(argument)) throw mongoError(31274, "elemMatch: Invalid argument, object required");
  if (state.positional !== null) throw mongoError(31255, "Cannot specify positional operator and $elemMatch.");
  if (path.includes(".")) throw mongoError(31275, "Cannot use $elemMatch projection on a nested field.");
  const { variables } = state.options;
  const options = variables === undefined ? {} : { variables };
  const test = elementTest(path, argument, (filter) => compileElementFilter(filter, options));
  insertNode(state.root, path, { kind: "exclude" });
  state.elementMatches.push({ path, test });
}

function addPositional(state: State, path: string, value: Value): void {
  if (isDocument(value))
    throw mongoError(31271, "positional projection cannot be used with an expression or sub object");
  if (!isNumber(value) && typeof value !== "boolean")
    throw mongoError(31308, "positional projection cannot be used with a literal");
  if (!isTruthy(value)) throw mongoError(31395, "positional projection cannot be used with exclusion");
  checkPath(path);
  if (state.positional !== null) {
    throw mongoError(31276, "Cannot specify more than one positional projection per query.");
  }
  if (state.elementMatches.length > 0) throw mongoError(31256, "Cannot specify positional operator and $elemMatch.");
  setMode(state, "inclusion", path);
  insertNode(state.root, path, { kind: "include" });
  state.positional = path;
}

function withElementMatches(state: State, project: Projection): Projection {
  const { elementMatches } = state;
  if (elementMatches.length === 0) return project;
  return (doc) => {
    const result = project(doc);
    for (const { path, test } of elementMatches) {
      const values = getField(doc, path);
      const found = Array.isArray(values) ? (values as Value[]).findIndex(test) : -1;
      if (found >= 0) setField(result, path, [(values as Value[])[found]]);
    }
    return result;
  };
}

function withPositional(state: State, project: Projection): Projection {
  const { positional } = state;
  if (positional === null) return project;
  const filter = state.options.filter ?? {};
  const parts = positional.split(".");
  return (doc) =>
    keepOnly(project(doc), parts, () => {
      const position = findPosition(filter, doc, positional);
      if (position !== null) return position;
      throw mongoError(
        51246,
        "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
      );
    });
}

/** A copy of the document whose array at the path has only the element at the position. */
function keepOnly(doc: Doc, parts: readonly string[], position: () => number): Doc {
  const [name = "", ...rest] = parts;
  const value = getField(doc, name);
  let kept: Value = value;
  if (rest.length > 0) kept = isDocument(value) ? keepOnly(value, rest, position) : value;
  else if (Array.isArray(value)) {
    const index = position();
    kept = index < value.length ? [value[index]] : [];
  }
  if (kept === value) return doc;
  const copy = { ...doc };
  setField(copy, name, kept);
  return copy;
}
