import { type Doc, isDocument, type Value } from "../bson/values";
import { mongoError } from "../errors";
import { isOperatorName, startsWithOperator } from "../query/comparisons";
import { isRegex } from "../query/regex";
import { Draft } from "./draft";
import { compareParts } from "./paths";

type Equality = { path: string; value: Value };

/**
 * The document an upsert starts from: the fields whose value the filter fixes (equality, also in $and, and $in, $all or $or
 * with a single member).
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
    const fixed = fixedValue(value);
    return fixed === undefined ? [] : [{ path: name, value: fixed }];
  });
}

function collectFromBranches(operator: string, branches: Value): Equality[] {
  if (!Array.isArray(branches)) return [];
  if (operator !== "$and" && !(operator === "$or" && branches.length === 1)) return [];
  return branches.filter(isDocument).flatMap(collectEqualities);
}

function fixedValue(condition: Value): Value {
  if (isRegex(condition)) return undefined;
  if (!isDocument(condition) || !startsWithOperator(condition)) return condition;
  if ("$eq" in condition) return condition.$eq;
  return onlyMember(condition.$in) ?? onlyMember(condition.$all);
}

function onlyMember(list: Value): Value {
  if (!Array.isArray(list) || list.length !== 1) return undefined;
  const member: Value = list[0];
  return isRegex(member) || (isDocument(member) && startsWithOperator(member)) ? undefined : member;
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
