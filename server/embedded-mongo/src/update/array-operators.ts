import { describeField } from "../bson/describe";
import { isNumber, toDouble, toInteger } from "../bson/numbers";
import { type Doc, isDocument, typeName, type Value, valuesEqual } from "../bson/values";
import { mongoError } from "../errors";
import { isOperatorName, startsWithOperator } from "../query/comparisons";
import { compileElementFilter, compileFilter, refuseExpressions } from "../query/match";
import { bindToField, fieldCondition } from "../query/operators";
import type { ValueTest } from "../query/path";
import { isRegex } from "../query/regex";
import { type ChangeCompiler, SKIP } from "./change";
import { describeId } from "./field-operators";

/** $addToSet, $pull, $pullAll and $pop. */

export const addToSet: ChangeCompiler = (argument) => {
  const values = setMembers(argument);
  return (current, { path }) => {
    if (current === undefined) return withNewMembers([], values);
    if (!Array.isArray(current)) {
      const name = path.slice(path.lastIndexOf(".") + 1);
      throw mongoError(
        2,
        `Cannot apply $addToSet to non-array field. Field named '${name}' has non-array type ${typeName(current)}`,
      );
    }
    const result = withNewMembers(current as Value[], values);
    return result.length === current.length ? SKIP : result;
  };
};

function setMembers(argument: Value): readonly Value[] {
  if (!isDocument(argument) || !("$each" in argument)) return [argument];
  const { $each: each } = argument;
  if (!Array.isArray(each)) {
    throw mongoError(14, `The argument to $each in $addToSet must be an array but it was of type ${typeName(each)}`);
  }
  const other = Object.keys(argument).find((name) => name !== "$each");
  if (other !== undefined)
    throw mongoError(2, `Found unexpected fields after $each in $addToSet: ${describeField(other, argument[other])}`);
  return each as Value[];
}

function withNewMembers(current: readonly Value[], values: readonly Value[]): Value[] {
  const result = [...current];
  for (const value of values) if (!result.some((member) => valuesEqual(member, value))) result.push(value);
  return result;
}

export const pull: ChangeCompiler = (argument, path) => removal("$pull", pullTest(argument, path));

export const pullAll: ChangeCompiler = (argument) => {
  if (!Array.isArray(argument)) {
    throw mongoError(2, `$pullAll requires an array argument but was given a ${typeName(argument)}`);
  }
  const values = argument as Value[];
  return removal("$pullAll", (member) => values.some((value) => valuesEqual(member, value)));
};

function removal(operator: string, test: ValueTest): ReturnType<ChangeCompiler> {
  return (current) => {
    if (current === undefined) return SKIP;
    if (!Array.isArray(current)) throw mongoError(2, `Cannot apply ${operator} to a non-array value`);
    const kept = (current as Value[]).filter((member) => !test(member));
    return kept.length === current.length ? SKIP : kept;
  };
}

// A document is a filter on the members' fields, unless it starts with an operator: then it is one on the members themselves.
function pullTest(argument: Value, path: string): ValueTest {
  if (isRegex(argument)) return bindToField(fieldCondition(path, argument, compileElementFilter));
  if (!isDocument(argument)) return (member) => valuesEqual(member, argument);
  if (startsWithOperator(argument) && !startsWithLogic(argument)) {
    return bindToField(fieldCondition(path, argument, compileElementFilter));
  }
  refuseExpressions(argument);
  const { test } = compileFilter(argument);
  return (member) => isDocument(member) && test(member);
}

function startsWithLogic(filter: Doc): boolean {
  const [first = ""] = Object.keys(filter);
  return isOperatorName(first) && ["$and", "$or", "$nor", "$expr"].includes(first);
}

export const pop: ChangeCompiler = (argument, path) => {
  const side = isNumber(argument) ? toDouble(argument) : Number.NaN;
  if (!isNumber(argument)) throw mongoError(9, `Expected a number in: ${describeField(path, argument)}`);
  if (toInteger(argument) === null || Math.abs(side) !== 1) {
    throw mongoError(9, `$pop expects 1 or -1, found: ${String(argument)}`);
  }
  return (current, context) => {
    if (current === undefined) return SKIP;
    if (!Array.isArray(current)) {
      throw mongoError(14, `Path '${context.path}' contains an element of non-array type '${typeName(current)}'`);
    }
    if (current.length === 0) return SKIP;
    return side === 1 ? current.slice(0, -1) : current.slice(1);
  };
};

/** The array a $push goes to. @throws MongoError 2 for another type. */
export function pushTarget(current: Value, path: string, doc: Doc): readonly Value[] {
  if (current === undefined) return [];
  if (Array.isArray(current)) return current as Value[];
  throw mongoError(
    2,
    `The field '${path}' must be an array but is of type ${typeName(current)} in document ${describeId(doc)}`,
  );
}
