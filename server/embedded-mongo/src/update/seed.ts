import { type Doc, isDocument, type Value } from "../bson/values";
import { mongoError } from "../errors";
import { isOperatorName, startsWithOperator } from "../query/comparisons";
import { isRegex } from "../query/regex";
import { Draft } from "./draft";
import { compareParts } from "./paths";

type Equality = { path: string; value: Value };

/**
 * The document an upsert starts from: the fields whose value the filter fixes (equality, also in $and and $all, and in $in
 * or $or with a single member).
 * @throws MongoError 54 if the filter fixes a path twice.
 */
export function seedUpsert(filter: Doc): Doc {
  const equalities = collectEqualities(filter);
  checkDistinct(equalities);
  const draft = new Draft({});
  for (const { path, value } of equalities) draft.write(path.split("."), value);
  const { _id: id, ...rest } = draft.root;
  return id === undefined ? draft.root : { _id: id, ...rest };
}

function collectEqualities(filter: Doc): Equality[] {
  return Object.keys(filter).flatMap((name) => {
    const value = filter[name];
    if (isOperatorName(name)) return collectFromBranches(name, value);
    return fixedValues(value).map((fixed) => ({ path: name, value: fixed }));
  });
}

function collectFromBranches(operator: string, branches: Value): Equality[] {
  if (!Array.isArray(branches)) return [];
  if (operator !== "$and" && !(operator === "$or" && branches.length === 1)) return [];
  return branches.filter(isDocument).flatMap(collectEqualities);
}

function fixedValues(condition: Value): Value[] {
  if (isRegex(condition)) return [];
  if (!isDocument(condition) || !startsWithOperator(condition)) return [condition];
  const { $eq: equal, $in: anyOf, $all: allOf } = condition;
  const single: Value[] = Array.isArray(anyOf) && anyOf.length === 1 ? anyOf : [];
  const each: Value[] = Array.isArray(allOf) ? allOf : [];
  return [...("$eq" in condition ? [equal] : []), ...[...single, ...each].filter(isPlain)];
}

function isPlain(member: Value): boolean {
  return !isRegex(member) && !(isDocument(member) && startsWithOperator(member));
}

function checkDistinct(equalities: readonly Equality[]): void {
  const paths = equalities.map((equality) => equality.path.split(".")).sort(compareParts);
  for (let i = 1; i < paths.length; i++) {
    const upper = paths[i - 1] as string[];
    const lower = paths[i] as string[];
    if (!upper.every((part, level) => part === lower[level])) continue;
    throw mongoError(54, `cannot infer query fields to set, path '${lower.join(".")}' is matched twice`);
  }
}
