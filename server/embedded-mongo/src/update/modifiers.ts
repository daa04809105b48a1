import { describeField, describeValue } from "../bson/describe";
import { type Doc, isDocument, typeName, type Value } from "../bson/values";
import { mongoError } from "../errors";
import { addToSet, pop, pull, pullAll } from "./array-operators";
import type { Change, ChangeCompiler } from "./change";
import {
  changeBits,
  currentDate,
  increment,
  lowerTo,
  multiply,
  raiseTo,
  setValue,
  unsetValue,
} from "./field-operators";
import { checkConflicts, compareParts, isConflict, parseUpdatePath, type UpdatePath } from "./paths";
import { push } from "./push";

/** One changed path of an update. A rename moves what is at `from` to its path. */
export type Modifier = { target: UpdatePath; onlyOnInsert: boolean } & (
  | { kind: "change"; change: Change }
  | { kind: "rename"; from: UpdatePath }
);

const CHANGES: ReadonlyMap<string, ChangeCompiler> = new Map([
  ["$set", setValue],
  ["$setOnInsert", setValue],
  ["$unset", unsetValue],
  ["$inc", increment],
  ["$mul", multiply],
  ["$min", lowerTo],
  ["$max", raiseTo],
  ["$currentDate", currentDate],
  ["$bit", changeBits],
  ["$push", push],
  ["$addToSet", addToSet],
  ["$pull", pull],
  ["$pullAll", pullAll],
  ["$pop", pop],
]);

/** The operators that updates may have. */
export const UPDATE_OPERATORS: readonly string[] = [...CHANGES.keys(), "$rename"];

/**
 * Parses update operators into modifiers in the order of application.
 * @throws MongoError 9 for an unknown operator, 40 for conflicting paths, and each operator's own codes.
 */
export function parseModifiers(update: Doc): Modifier[] {
  const modifiers: Modifier[] = [];
  for (const operator of Object.keys(update)) {
    const fields = operatorFields(operator, update[operator]);
    for (const path of Object.keys(fields)) modifiers.push(parseModifier(operator, path, fields[path]));
  }
  if (modifiers.length === 1 && modifiers[0]?.kind === "change") return modifiers;
  const sorted = [...modifiers].sort((a, b) => compareParts(a.target.parts, b.target.parts));
  if (sorted.some(mayConflict)) checkConflicts(modifiers.flatMap(touchedPaths));
  return sorted;
}

/** Neighbours in the order of application tell; a rename touches one path more. */
function mayConflict({ kind, target }: Modifier, at: number, sorted: readonly Modifier[]): boolean {
  const before = sorted[at - 1];
  return kind === "rename" || (before !== undefined && isConflict(before.target, target));
}

function operatorFields(operator: string, fields: Value): Doc {
  if (operator !== "$rename" && !CHANGES.has(operator)) {
    throw mongoError(
      9,
      `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
    );
  }
  if (isDocument(fields)) return fields;
  throw mongoError(
    9,
    `Modifiers operate on fields but we found type ${typeName(fields)} instead. For example: {$mod: {<field>: ...}} not {${operator}: ${describeValue(fields)}}`,
  );
}

function parseModifier(operator: string, path: string, argument: Value): Modifier {
  if (operator === "$rename") return parseRename(path, argument);
  const target = parseUpdatePath(path);
  const compile = CHANGES.get(operator) as ChangeCompiler;
  return { kind: "change", target, onlyOnInsert: operator === "$setOnInsert", change: compile(argument, path) };
}

function parseRename(path: string, argument: Value): Modifier {
  if (typeof argument !== "string") {
    throw mongoError(2, `The 'to' field for $rename must be a string: ${describeField(path, argument).slice(1, -1)}`);
  }
  const from = parseUpdatePath(path);
  const target = parseUpdatePath(argument);
  if (from.isDynamic) throw mongoError(2, `The source field for $rename may not be dynamic: ${path}`);
  if (target.isDynamic) throw mongoError(2, `The destination field for $rename may not be dynamic: ${argument}`);
  if (path === argument) {
    throw mongoError(2, `The source and target field for $rename must differ: ${path}: ${JSON.stringify(argument)}`);
  }
  return { kind: "rename", from, target, onlyOnInsert: false };
}

function touchedPaths(modifier: Modifier): (readonly string[])[] {
  return modifier.kind === "rename" ? [modifier.from.parts, modifier.target.parts] : [modifier.target.parts];
}
