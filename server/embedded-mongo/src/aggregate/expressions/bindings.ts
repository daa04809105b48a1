import { type Doc, isDocument, type Value } from "../../bson/values";
import { mongoError } from "../../errors";
import { requireArray } from "./arrays";
import {
  asInt32,
  checkVariableName,
  childScope,
  type Evaluate,
  isNullish,
  isTruthy,
  namedArguments,
  nameOf,
  type OperatorCompiler,
  type OperatorTable,
  type Scope,
  withLocals,
} from "./context";

function bind(scope: Scope, name: string, value: Value): void {
  if (name === "CURRENT") scope.current = value;
  else scope.variables[name] = value;
}

const letOperator: OperatorCompiler = (argument, context, name) => {
  const codes = { shape: 16874, unknown: 16875, missing: { vars: 16876, in: 16877 } };
  const given = namedArguments(argument, name, { required: ["vars", "in"], codes });
  if (!isDocument(given.vars)) throw mongoError(10065, "invalid parameter: expected an object (vars)");
  const vars = given.vars;
  const names = Object.keys(vars);
  names.forEach(checkVariableName);
  const values = names.map((key) => context.compile(vars[key], context));
  const body = context.compile(given.in, withLocals(context, names));
  return (scope) => {
    const inner = childScope(scope);
    // Every value is computed in the outer scope: the variables do not see each other.
    for (let i = 0; i < names.length; i++) bind(inner, names[i] as string, (values[i] as Evaluate)(scope));
    return body(inner);
  };
};

function elementName(given: Doc): string {
  const name = "as" in given ? given.as : "this";
  if (typeof name !== "string") throw mongoError(9, `'as' must be a string, found: ${nameOf(name)}`);
  checkVariableName(name);
  return name;
}

const map: OperatorCompiler = (argument, context, name) => {
  const codes = { shape: 16878, unknown: 16879, missing: { input: 16880, in: 16882 } };
  const given = namedArguments(argument, name, { required: ["input", "in"], optional: ["as"], codes });
  const variable = elementName(given);
  const input = context.compile(given.input, context);
  const body = context.compile(given.in, withLocals(context, [variable]));
  return (scope) => {
    const value = input(scope);
    if (isNullish(value)) return null;
    const items = requireArray(value, 16883, "input to $map must be an array not ");
    const inner = childScope(scope);
    const result = new Array<Value>(items.length);
    for (let i = 0; i < items.length; i++) {
      bind(inner, variable, items[i]);
      result[i] = body(inner) ?? null;
    }
    return result;
  };
};

const filter: OperatorCompiler = (argument, context, name) => {
  const codes = { shape: 28646, unknown: 28647, missing: { input: 28648, cond: 28650 } };
  const given = namedArguments(argument, name, { required: ["input", "cond"], optional: ["as", "limit"], codes });
  const variable = elementName(given);
  const input = context.compile(given.input, context);
  const limit = "limit" in given ? context.compile(given.limit, context) : () => null;
  const condition = context.compile(given.cond, withLocals(context, [variable]));
  return (scope) => {
    const value = input(scope);
    if (isNullish(value)) return null;
    const items = requireArray(value, 28651, "input to $filter must be an array not ");
    const most = filterLimit(limit(scope));
    const inner = childScope(scope);
    const result: Value[] = [];
    for (const item of items) {
      if (result.length >= most) break;
      bind(inner, variable, item);
      if (isTruthy(condition(inner))) result.push(item);
    }
    return result;
  };
};

function filterLimit(value: Value): number {
  if (isNullish(value)) return Number.POSITIVE_INFINITY;
  const limit = asInt32(value);
  if (limit === null) throw mongoError(327391, "$filter: limit must be represented as a 32-bit integral value");
  if (limit <= 0) throw mongoError(327392, `$filter: limit must be greater than 0: ${limit}`);
  return limit;
}

const reduce: OperatorCompiler = (argument, context, name) => {
  const codes = { shape: 40075, unknown: 40076, missing: { input: 40077, initialValue: 40078, in: 40079 } };
  const given = namedArguments(argument, name, { required: ["input", "initialValue", "in"], codes });
  const input = context.compile(given.input, context);
  const start = context.compile(given.initialValue, context);
  const body = context.compile(given.in, withLocals(context, ["this", "value"]));
  return (scope) => {
    const value = input(scope);
    if (isNullish(value)) return null;
    const items = requireArray(value, 40080, "$reduce requires that 'input' be an array, found: ");
    const inner = childScope(scope);
    let result = start(scope);
    for (const item of items) {
      inner.variables.this = item;
      inner.variables.value = result;
      result = body(inner);
    }
    return result;
  };
};

/** Expressions that bind variables: `$let`, `$map`, `$filter`, `$reduce`. */
export const BINDINGS: OperatorTable = { $let: letOperator, $map: map, $filter: filter, $reduce: reduce };
