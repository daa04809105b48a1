import { compileExpression } from "../aggregate/expressions/compile";
import { isTruthy } from "../aggregate/expressions/context";
import { type Doc, isDocument, type Value } from "../bson/values";
import { mongoError } from "../errors";
import { isOperatorName } from "./comparisons";
import { bindCondition, conjunction, fieldCondition } from "./operators";
import type { Predicate } from "./path";

export type Matcher = { test(doc: Doc): boolean; filter: Doc };
export type FilterOptions = { variables?: Doc };
/** Within $elemMatch the document is an element, and what looks at whole documents has no place. */
type Nesting = FilterOptions & { inElement?: true };

/**
 * Compiles a filter once, to test many documents. `variables` are the values of `let`, used by $expr, and are read when a
 * document is tested.
 * @throws MongoError 2, 9 or 14 for a malformed filter; 27, 238 or 291 for what this server does not offer.
 */
export function compileFilter(filter: Doc, options: FilterOptions = {}): Matcher {
  return { test: compilePredicate(filter, options), filter };
}

/** Compiles what $elemMatch demands of an element's fields. */
export function compileElementFilter(filter: Doc, options: FilterOptions = {}): Predicate {
  return compilePredicate(filter, { ...options, inElement: true });
}

/** @throws 224 for an $expr where MongoDB does not take one: in $pull, array filters, partial indexes and upserts. */
export function refuseExpressions(filter: Doc): void {
  for (const name of Object.keys(filter)) {
    if (!isOperatorName(name)) continue;
    if (name === "$expr") throw mongoError(224, "$expr is not allowed in this context");
    const branches = filter[name];
    if (Array.isArray(branches)) branches.filter(isDocument).forEach(refuseExpressions);
  }
}

function compilePredicate(filter: Doc, options: Nesting): Predicate {
  if (!isDocument(filter)) throw mongoError(14, "the match filter must be an expression in an object");
  const compile = (nested: Doc): Predicate => compileElementFilter(nested, options);
  const predicates: Predicate[] = [];
  for (const name of Object.keys(filter)) {
    const value = filter[name];
    if (isOperatorName(name)) {
      const predicate = compileTopLevel(name, value, options);
      if (predicate !== null) predicates.push(predicate);
    } else predicates.push(bindCondition(name, fieldCondition(name, value, compile)));
  }
  return conjunction(predicates);
}

type TopLevelCompiler = (argument: Value, options: Nesting) => Predicate | null;

const TOP_LEVEL: ReadonlyMap<string, TopLevelCompiler> = new Map<string, TopLevelCompiler>([
  ["$and", (argument, options) => conjunction(branches("$and", argument, options))],
  ["$or", (argument, options) => disjunction(branches("$or", argument, options))],
  ["$nor", noneOf],
  ["$expr", expressionPredicate],
  ["$comment", () => null],
  ["$alwaysTrue", () => null],
  ["$alwaysFalse", () => () => false],
]);

/** The operators that stand where a filter has field names. */
export const TOP_LEVEL_OPERATORS: readonly string[] = [...TOP_LEVEL.keys()];

const WHOLE_DOCUMENT: ReadonlySet<string> = new Set(["$expr", "$text", "$where"]);

function compileTopLevel(name: string, argument: Value, options: Nesting): Predicate | null {
  if (options.inElement === true && WHOLE_DOCUMENT.has(name))
    throw mongoError(2, `${name} can only be applied to the top-level document`);
  const compile = TOP_LEVEL.get(name);
  if (compile === undefined) throw refusal(name);
  return compile(argument, options);
}

function noneOf(argument: Value, options: Nesting): Predicate {
  const any = disjunction(branches("$nor", argument, options));
  return (doc) => !any(doc);
}

function refusal(name: string): Error {
  if (name === "$where") return mongoError(2, "no globalScriptEngine in $where parsing");
  if (name === "$text") return mongoError(27, "text index required for $text query");
  if (name === "$jsonSchema" || name === "$sampleRate")
    return mongoError(238, `${name} is not supported by this server`);
  return mongoError(
    2,
    `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
  );
}

function branches(name: string, argument: Value, options: Nesting): Predicate[] {
  if (!Array.isArray(argument)) throw mongoError(2, `${name} must be an array`);
  if (argument.length === 0) throw mongoError(2, "$and/$or/$nor must be a nonempty array");
  return (argument as Value[]).map((branch) => {
    if (!isDocument(branch)) throw mongoError(2, "$or/$and/$nor entries need to be full objects");
    return compilePredicate(branch, options);
  });
}

function disjunction(predicates: readonly Predicate[]): Predicate {
  return (doc) => {
    for (const predicate of predicates) if (predicate(doc)) return true;
    return false;
  };
}

function expressionPredicate(argument: Value, options: FilterOptions): Predicate {
  const evaluate = compileExpression(argument, options.variables === undefined ? {} : { variables: options.variables });
  return (doc) => isTruthy(evaluate({ root: doc, current: doc, variables: {} }));
}
