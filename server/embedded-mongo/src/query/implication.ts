import { compareValues, type Doc, isDocument, typeOrder, type Value, valuesEqual } from "../bson/values";
import { type Condition, excludesNull } from "./bounds";
import { compileFilter } from "./match";

/** Whether a value that stands alone at a path satisfies the predicate of a partial filter. */
function holdsFor(predicate: Value, value: Value): boolean {
  if (value === null || value === undefined || Array.isArray(value)) return false;
  return compileFilter({ v: predicate }).test({ v: value });
}

function isBeyond(condition: Condition, operator: string, bound: Value): boolean {
  const isLower = operator === "$gt" || operator === "$gte";
  const edge = isLower ? condition.low : condition.high;
  if (edge === null || typeOrder(edge.value) !== typeOrder(bound)) return false;
  const order = compareValues(edge.value, bound) * (isLower ? 1 : -1);
  const isStrict = operator === "$gt" || operator === "$lt";
  return order > 0 || (order === 0 && (!isStrict || !edge.isInclusive));
}

function impliesOperator(condition: Condition, operator: string, operand: Value): boolean {
  if (condition.points?.every((value) => holdsFor({ [operator]: operand }, value)) === true) return true;
  switch (operator) {
    case "$exists":
      return operand === true && excludesNull(condition);
    case "$gt":
    case "$gte":
    case "$lt":
    case "$lte":
      return isBeyond(condition, operator, operand);
    default:
      return false;
  }
}

function impliesField(condition: Condition | undefined, predicate: Value): boolean {
  if (condition === undefined) return false;
  const isOperators = isDocument(predicate) && (Object.keys(predicate)[0]?.startsWith("$") ?? false);
  if (isOperators) return Object.keys(predicate).every((name) => impliesOperator(condition, name, predicate[name]));
  if (condition.points === null || condition.points.length === 0 || Array.isArray(predicate)) return false;
  return condition.points.every((value) => valuesEqual(value, predicate));
}

/**
 * Whether every document that matches a filter with these conditions also matches the filter of a partial index.
 * Says no when unsure; the query then does without the index.
 */
export function impliesFilter(conditions: ReadonlyMap<string, Condition>, partialFilter: Doc): boolean {
  return Object.keys(partialFilter).every((name) => {
    const predicate = partialFilter[name];
    if (name === "$and" && Array.isArray(predicate)) {
      return predicate.every((part) => isDocument(part) && impliesFilter(conditions, part));
    }
    return !name.startsWith("$") && impliesField(conditions.get(name), predicate);
  });
}
