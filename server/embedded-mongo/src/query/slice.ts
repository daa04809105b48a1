import { isNumber, type NumberValue, truncateToLong } from "../bson/numbers";
import { typeName, type Value } from "../bson/values";
import { mongoError } from "../errors";

/** `$slice` of a find projection: a number, or [skip, limit]. Other forms are the aggregation expression. */
export function isFindSlice(argument: Value): boolean {
  if (isNumber(argument)) return true;
  return Array.isArray(argument) && argument.length === 2 && argument.every(isNumber);
}

/** @throws MongoError 28724 for a limit below 1. */
export function compileSlice(argument: Value): (value: Value) => Value {
  if (isNumber(argument)) {
    const count = toCount(argument);
    return onArrays((values) => (count >= 0 ? values.slice(0, count) : values.slice(count)));
  }
  if (!Array.isArray(argument)) throw mongoError(28724, `Invalid $slice syntax: found ${typeName(argument)}`);
  const [skip = 0, limit = 0] = (argument as NumberValue[]).map(toCount);
  if (limit <= 0) throw mongoError(28724, `First argument to $slice must be an array, but is of type: int`);
  return onArrays((values) => {
    const start = skip >= 0 ? skip : Math.max(0, values.length + skip);
    return values.slice(start, start + limit);
  });
}

function toCount(value: NumberValue): number {
  return Number(truncateToLong(value) ?? 0n);
}

function onArrays(slice: (values: readonly Value[]) => Value[]): (value: Value) => Value {
  const apply = (value: Value): Value => (Array.isArray(value) ? slice(value as Value[]) : value);
  return apply;
}
