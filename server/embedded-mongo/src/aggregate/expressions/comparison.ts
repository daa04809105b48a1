import { compareValues, isDocument, type Value, valuesEqual } from "../../bson/values";
import { mongoError } from "../../errors";
import {
  binary,
  type CompileContext,
  type Evaluate,
  isNullish,
  isTruthy,
  namedArguments,
  nameOf,
  type OperatorCompiler,
  type OperatorTable,
  unary,
} from "./context";

function list(argument: Value, context: CompileContext): Evaluate[] {
  const items = Array.isArray(argument) ? argument : [argument];
  return items.map((item) => context.compile(item, context));
}

const and: OperatorCompiler = (argument, context) => {
  const parts = list(argument, context);
  return (scope) => {
    for (const part of parts) if (!isTruthy(part(scope))) return false;
    return true;
  };
};

const or: OperatorCompiler = (argument, context) => {
  const parts = list(argument, context);
  return (scope) => {
    for (const part of parts) if (isTruthy(part(scope))) return true;
    return false;
  };
};

const COND_PARTS = ["if", "then", "else"];
const COND_CODES: Readonly<Record<string, number>> = Object.fromEntries(COND_PARTS.map((part, i) => [part, 17080 + i]));

const cond: OperatorCompiler = (argument, context, name) => {
  let parts = argument;
  if (isDocument(argument)) {
    const codes = { unknown: 17083, missing: COND_CODES };
    const given = namedArguments(argument, name, { required: COND_PARTS, codes });
    parts = [given.if, given.then, given.else];
  }
  const compiled = list(parts, context);
  if (compiled.length !== 3)
    throw mongoError(16020, `Expression $cond takes exactly 3 arguments. ${compiled.length} were passed in.`);
  const [test, yes, no] = compiled as [Evaluate, Evaluate, Evaluate];
  return (scope) => (isTruthy(test(scope)) ? yes(scope) : no(scope));
};

const ifNull: OperatorCompiler = (argument, context) => {
  const parts = list(argument, context);
  if (parts.length < 2) throw mongoError(1257300, `$ifNull needs at least two arguments, had: ${parts.length}`);
  return (scope) => {
    let value: Value;
    for (const part of parts) {
      value = part(scope);
      if (!isNullish(value)) return value;
    }
    return value;
  };
};

type Branch = { test: Evaluate; result: Evaluate };

function compileBranch(branch: Value, context: CompileContext): Branch {
  if (!isDocument(branch))
    throw mongoError(40062, `$switch expected each branch to be an object, found: ${nameOf(branch)}`);
  for (const key of Object.keys(branch)) {
    if (key !== "case" && key !== "then")
      throw mongoError(40063, `$switch found an unknown argument to a branch: ${key}`);
  }
  if (!Object.hasOwn(branch, "case")) throw mongoError(40064, "$switch requires each branch have a 'case' expression");
  if (!Object.hasOwn(branch, "then")) throw mongoError(40065, "$switch requires each branch have a 'then' expression");
  return { test: context.compile(branch.case, context), result: context.compile(branch.then, context) };
}

const switchOperator: OperatorCompiler = (argument, context) => {
  if (!isDocument(argument))
    throw mongoError(40060, `$switch requires an object as an argument, found: ${nameOf(argument)}`);
  for (const key of Object.keys(argument)) {
    if (key !== "branches" && key !== "default") throw mongoError(40067, `$switch found an unknown argument: ${key}`);
  }
  const { branches: given = [] } = argument;
  if (!Array.isArray(given))
    throw mongoError(40061, `$switch expected an array for 'branches', found: ${nameOf(given)}`);
  if (given.length === 0) throw mongoError(40068, "$switch requires at least one branch");
  const branches = given.map((branch) => compileBranch(branch, context));
  const otherwise = Object.hasOwn(argument, "default") ? context.compile(argument.default, context) : null;
  return (scope) => {
    for (const branch of branches) if (isTruthy(branch.test(scope))) return branch.result(scope);
    if (otherwise !== null) return otherwise(scope);
    throw mongoError(40066, "$switch could not find a matching branch for an input, and no default was specified");
  };
};

/** Comparison, boolean and conditional expressions. */
export const COMPARISON: OperatorTable = {
  $cmp: binary((a, b) => Math.sign(compareValues(a, b))),
  $eq: binary((a, b) => valuesEqual(a, b)),
  $ne: binary((a, b) => !valuesEqual(a, b)),
  $gt: binary((a, b) => compareValues(a, b) > 0),
  $gte: binary((a, b) => compareValues(a, b) >= 0),
  $lt: binary((a, b) => compareValues(a, b) < 0),
  $lte: binary((a, b) => compareValues(a, b) <= 0),
  $and: and,
  $or: or,
  $not: unary((value) => !isTruthy(value)),
  $cond: cond,
  $ifNull: ifNull,
  $switch: switchOperator,
};
