import { Decimal128, Double, Int32, Long } from "bson";
import { isNumber, toDouble } from "../../bson/numbers";
import { type Doc, isDocument, typeName, type Value } from "../../bson/values";
import { mongoError } from "../../errors";

/** What an expression sees while it runs: the whole document, `$$CURRENT`, and the variables of `$let`, `$map` and the like. */
export type Scope = { root: Doc; current: Value; variables: Record<string, Value> };

/** A compiled expression; `undefined` is MongoDB's "missing". */
export type Evaluate = (scope: Scope) => Value;

/** What is known while an expression is compiled. */
export type CompileContext = {
  /** Variables of the command and of outer `$lookup`s (those by prototype): kept by reference, read at evaluation time. */
  globals: Doc;
  /** Variables bound by the enclosing expressions. */
  locals: ReadonlySet<string>;
  compile(expr: Value, context: CompileContext): Evaluate;
};

export type OperatorCompiler = (argument: Value, context: CompileContext, name: string) => Evaluate;
export type OperatorTable = Readonly<Record<string, OperatorCompiler>>;
export type Arguments = Record<string, Value>;

/** null or missing. */
export function isNullish(value: Value): value is null | undefined {
  return value === null || value === undefined;
}

/** MongoDB's truth: false, null, missing and every zero are false, all else (NaN, "" and [] too) is true. */
export function isTruthy(value: Value): boolean {
  if (typeof value === "boolean") return value;
  if (value === null || value === undefined) return false;
  if (typeof value === "number") return value !== 0;
  if (value instanceof Long) return !value.isZero();
  if (value instanceof Double || value instanceof Int32) return value.value !== 0;
  return value instanceof Decimal128 ? toDouble(value) !== 0 : true;
}

/** Type name for messages, with "missing" for what is not there. */
export function nameOf(value: Value): string {
  return value === undefined ? "missing" : typeName(value);
}

/** An int32-sized integer out of any number type, or null. */
export function asInt32(value: Value): number | null {
  if (!isNumber(value)) return null;
  const double = toDouble(value);
  return (double | 0) === double ? double | 0 : null;
}

/** A child scope whose variables may be changed without touching the parent's. */
export function childScope(scope: Scope): Scope {
  return { root: scope.root, current: scope.current, variables: { ...scope.variables } };
}

/** The context inside an expression that binds further variables. */
export function withLocals(context: CompileContext, names: Iterable<string>): CompileContext {
  return { ...context, locals: new Set([...context.locals, ...names]) };
}

/** @throws 9 when the name may not be bound: user variables start with a lower-case letter (or are `CURRENT`). */
export function checkVariableName(name: string): void {
  if (name === "CURRENT") return;
  if (name === "") throw mongoError(9, "empty variable names are not allowed");
  if (!/^[a-z\u0080-\uffff]/.test(name))
    throw mongoError(9, `'${name}' starts with an invalid character for a user variable name`);
  const bad = /[^A-Za-z0-9_\u0080-\uffff]/.exec(name);
  if (bad !== null) throw mongoError(9, `'${name}' contains an invalid character for a variable name: '${bad[0]}'`);
}

function argumentList(argument: Value): Value[] {
  return Array.isArray(argument) ? argument : [argument];
}

function compileAll(argument: Value, context: CompileContext): Evaluate[] {
  return argumentList(argument).map((item) => context.compile(item, context));
}

function requireCount(name: string, expected: number, actual: number): void {
  if (expected === actual) return;
  throw mongoError(16020, `Expression ${name} takes exactly ${expected} arguments. ${actual} were passed in.`);
}

/** An operator with exactly one argument, given bare or as a one-element array. */
export function unary(apply: (value: Value, name: string) => Value): OperatorCompiler {
  return (argument, context, name) => {
    const parts = compileAll(argument, context);
    requireCount(name, 1, parts.length);
    const [only] = parts as [Evaluate];
    return (scope) => apply(only(scope), name);
  };
}

/** An operator with exactly two arguments. */
export function binary(apply: (a: Value, b: Value, name: string) => Value): OperatorCompiler {
  return (argument, context, name) => {
    const parts = compileAll(argument, context);
    requireCount(name, 2, parts.length);
    const [first, second] = parts as [Evaluate, Evaluate];
    return (scope) => apply(first(scope), second(scope), name);
  };
}

/** An operator with `min` to `max` arguments. */
export function ranged(min: number, max: number, apply: (values: Value[], name: string) => Value): OperatorCompiler {
  return (argument, context, name) => {
    const parts = compileAll(argument, context);
    if (parts.length < min || parts.length > max) {
      if (min === max) requireCount(name, min, parts.length);
      const limits = `takes at least ${min} arguments, and at most ${max}`;
      throw mongoError(28667, `Expression ${name} ${limits}, but ${parts.length} were passed in.`);
    }
    return (scope) => apply(runAll(parts, scope), name);
  };
}

/** An operator with any number of arguments. */
export function variadic(apply: (values: Value[], name: string) => Value): OperatorCompiler {
  return (argument, context, name) => {
    const parts = compileAll(argument, context);
    return (scope) => apply(runAll(parts, scope), name);
  };
}

function runAll(parts: readonly Evaluate[], scope: Scope): Value[] {
  const values = new Array<Value>(parts.length);
  for (let i = 0; i < parts.length; i++) values[i] = (parts[i] as Evaluate)(scope);
  return values;
}

/** Names and error codes of an operator whose argument is a document. */
export type NamedShape = {
  required: readonly string[];
  optional?: readonly string[];
  /** Codes for: not a document, unknown name, missing name. Default 9 (FailedToParse). */
  codes?: { shape?: number; unknown?: number; missing?: number | Readonly<Record<string, number>> };
};

/** Checks `{ $name: { a: …, b: … } }` and returns the document. @throws the codes of the shape */
export function namedArguments(argument: Value, name: string, shape: NamedShape): Doc {
  const codes = shape.codes ?? {};
  if (!isDocument(argument))
    throw mongoError(codes.shape ?? 9, `${name} requires an object as an argument, found: ${nameOf(argument)}`);
  for (const key of Object.keys(argument)) {
    if (shape.required.includes(key) || shape.optional?.includes(key)) continue;
    throw mongoError(codes.unknown ?? 9, `Unrecognized argument to ${name}: ${key}`);
  }
  for (const key of shape.required) {
    if (Object.hasOwn(argument, key)) continue;
    const code = typeof codes.missing === "object" ? codes.missing[key] : codes.missing;
    throw mongoError(code ?? 9, `Missing '${key}' parameter to ${name}`);
  }
  return argument;
}

/** An operator whose argument is a document of expressions; absent optional arguments have no key. */
export function named(shape: NamedShape, apply: (values: Arguments, name: string) => Value): OperatorCompiler {
  return (argument, context, name) => {
    const entries = Object.entries(namedArguments(argument, name, shape));
    const names = entries.map(([key]) => key);
    const parts = entries.map(([, expr]) => context.compile(expr, context));
    return (scope) => {
      const values: Arguments = {};
      for (let i = 0; i < parts.length; i++) values[names[i] as string] = (parts[i] as Evaluate)(scope);
      return apply(values, name);
    };
  };
}
