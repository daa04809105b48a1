import { type Doc, getField, isDocument, setField, type Value } from "../../bson/values";
import { mongoError } from "../../errors";
import { ARITHMETIC } from "./arithmetic";
import { ARRAY_FUNCTIONS } from "./array-functions";
import { ARRAYS } from "./arrays";
import { BINDINGS } from "./bindings";
import { COMPARISON } from "./comparison";
import type { CompileContext, Evaluate, OperatorTable, Scope } from "./context";
import { CONVERSIONS } from "./convert";
import { DATE_OPERATORS } from "./date-operators";
import { DATE_PARTS } from "./date-parts";
import { OBJECTS } from "./objects";
import { REFUSED_EXPRESSIONS, SCRIPTS } from "./refused";
import { REGULAR_EXPRESSIONS } from "./regex";
import { ROUNDING } from "./rounding";
import { SETS } from "./sets";
import { STRINGS } from "./strings";
import { SUMMARIES } from "./summaries";
import { TRANSCENDENTAL } from "./transcendental";

export type { Evaluate, Scope } from "./context";

const OPERATORS: OperatorTable = Object.assign(Object.create(null), {
  ...ARITHMETIC,
  ...TRANSCENDENTAL,
  ...ROUNDING,
  ...COMPARISON,
  ...STRINGS,
  ...REGULAR_EXPRESSIONS,
  ...ARRAYS,
  ...ARRAY_FUNCTIONS,
  ...SETS,
  ...OBJECTS,
  ...CONVERSIONS,
  ...DATE_PARTS,
  ...DATE_OPERATORS,
  ...BINDINGS,
  ...SUMMARIES,
});

/** The operators that expressions may have. */
export const EXPRESSION_NAMES: readonly string[] = [...Object.keys(OPERATORS), "$literal", "$const"];
/** The variables of the system that expressions may read. */
export const VARIABLE_NAMES: readonly string[] = ["$$ROOT", "$$CURRENT", "$$NOW", "$$REMOVE"];

const SYSTEM_VARIABLES: ReadonlySet<string> = new Set([
  "NOW",
  "CLUSTER_TIME",
  "JS_SCOPE",
  "IS_MR",
  "SEARCH_META",
  "USER_ROLES",
]);

/**
 * Compiles an aggregation expression to a function; nothing is parsed again per document.
 * `variables` are those of the command (`let`, and `NOW`): kept by reference and read at evaluation time.
 * @throws 168 unknown expression, 115 script, 238 known but not supported, 17276 unknown variable, and each operator's own codes
 */
export function compileExpression(expr: Value, options: { variables?: Doc } = {}): Evaluate {
  return compileNode(expr, { globals: options.variables ?? {}, locals: new Set(), compile: compileNode });
}

/** A scope for one document. */
export function scopeOf(doc: Doc): Scope {
  return { root: doc, current: doc, variables: {} };
}

function compileNode(expr: Value, context: CompileContext): Evaluate {
  if (typeof expr === "string" && expr.charCodeAt(0) === 36) return compilePath(expr, context);
  if (Array.isArray(expr)) return compileArray(expr, context);
  if (isDocument(expr)) return compileObject(expr, context);
  return () => expr;
}

function compileArray(items: Value[], context: CompileContext): Evaluate {
  if (items.every(isConstant)) {
    const constant = items.map((item) => item);
    return () => constant;
  }
  const parts = items.map((item) => compileNode(item, context));
  return (scope) => {
    const result = new Array<Value>(parts.length);
    for (let i = 0; i < parts.length; i++) result[i] = (parts[i] as Evaluate)(scope) ?? null;
    return result;
  };
}

function isConstant(item: Value): boolean {
  return typeof item === "string" ? item.charCodeAt(0) !== 36 : !Array.isArray(item) && !isDocument(item);
}

function compileObject(expr: Doc, context: CompileContext): Evaluate {
  const names = Object.keys(expr);
  const operator = names.find((name) => name.startsWith("$"));
  if (operator !== undefined) {
    if (names.length > 1)
      throw mongoError(15983, `an expression specification must contain exactly one field, found ${names.length}`);
    return compileOperator(operator, expr[operator], context);
  }
  for (const name of names) {
    if (name.includes(".")) throw mongoError(16405, `FieldPath field names may not contain '.': '${name}'`);
    if (name === "") throw mongoError(15998, "FieldPath field names may not be empty strings.");
  }
  const parts = names.map((name) => compileNode(getField(expr, name), context));
  return (scope) => {
    const result: Doc = {};
    for (let i = 0; i < parts.length; i++) {
      const value = (parts[i] as Evaluate)(scope);
      if (value !== undefined) setField(result, names[i] as string, value);
    }
    return result;
  };
}

function compileOperator(name: string, argument: Value, context: CompileContext): Evaluate {
  if (name === "$literal" || name === "$const") return () => argument;
  const operator = OPERATORS[name];
  if (operator !== undefined) return operator(argument, context, name);
  if (SCRIPTS.has(name)) throw mongoError(115, `${name} runs JavaScript, which this server does not do`);
  if (REFUSED_EXPRESSIONS.has(name)) throw mongoError(238, `The expression ${name} is not supported by this server`);
  throw mongoError(168, `Unrecognized expression '${name}'`);
}

function compilePath(text: string, context: CompileContext): Evaluate {
  if (text === "$") throw mongoError(16872, "'$' by itself is not a valid FieldPath");
  if (!text.startsWith("$$")) return readPath((scope) => scope.current, pathParts(text.slice(1)));
  const [name = "", ...rest] = text.slice(2).split(".");
  if (name === "") throw mongoError(9, "empty variable names are not allowed");
  if (rest.length > 0) pathParts(rest.join("."));
  return readPath(compileVariable(name, context), rest);
}

/** @throws 15998 empty part, 40353 trailing dot, 16410 a part with `$` */
function pathParts(path: string): string[] {
  if (path.endsWith(".")) throw mongoError(40353, "FieldPath must not end with a '.'.");
  const parts = path.split(".");
  for (const part of parts) {
    if (part === "") throw mongoError(15998, "FieldPath field names may not be empty strings.");
    if (part.startsWith("$")) throw mongoError(16410, `FieldPath field names may not start with '$', given '${part}'.`);
  }
  return parts;
}

function compileVariable(name: string, context: CompileContext): Evaluate {
  if (context.locals.has(name)) return name === "CURRENT" ? (s) => s.current : (s) => s.variables[name];
  if (name === "ROOT") return (scope) => scope.root;
  if (name === "CURRENT") return (scope) => scope.current;
  if (name === "REMOVE") return () => undefined;
  const { globals } = context;
  if (name in globals && !(name in Object.prototype)) return () => globals[name];
  if (SYSTEM_VARIABLES.has(name)) throw mongoError(51144, `Builtin variable '$$${name}' is not available`);
  throw mongoError(17276, `Use of undefined variable: ${name}`);
}

function readPath(base: Evaluate, parts: readonly string[]): Evaluate {
  if (parts.length === 0) return base;
  const [first] = parts as [string];
  if (parts.length > 1) return (scope) => followPath(base(scope), parts, 0);
  return (scope) => {
    const value = base(scope);
    if (isDocument(value)) return getField(value, first);
    return Array.isArray(value) ? followPath(value, parts, 0) : undefined;
  };
}

/** The value at a path; an array on the way gives the array of its documents' values (other elements are skipped). */
export function followPath(value: Value, parts: readonly string[], from: number): Value {
  let current = value;
  for (let i = from; i < parts.length; i++) {
    if (Array.isArray(current)) return followArray(current, parts, i);
    if (!isDocument(current)) return undefined;
    current = getField(current, parts[i] as string);
  }
  return current;
}

function followArray(items: Value[], parts: readonly string[], from: number): Value[] {
  const result: Value[] = [];
  for (const item of items) {
    if (!isDocument(item)) continue;
    const value = followPath(item, parts, from);
    if (value !== undefined) result.push(value);
  }
  return result;
}
