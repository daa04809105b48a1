import { isNumber, toDouble } from "../../bson/numbers";
import { type Doc, getField, isDocument, type Value } from "../../bson/values";
import { mongoError } from "../../errors";
import { arrayIndex } from "../../query/path";
import { compileExpression } from "../expressions/compile";
import type { CompileContext } from "../expressions/context";
import type { Stage, StageContext } from "../types";

/** The context in which accumulators compile their expressions. */
export function expressionContext(context: StageContext): CompileContext {
  return {
    globals: context.variables,
    locals: new Set(),
    compile: (expr) => compileExpression(expr, { variables: context.variables }),
  };
}

/** A stage that changes every document on its own. */
export function eachDocument(transform: (doc: Doc) => Doc): Stage {
  return function* (input) {
    for (const doc of input) yield transform(doc);
  };
}

/** Runs a stage over nothing but what it makes of the input, now. */
export function collect(input: Iterable<Doc>): Doc[] {
  return Array.isArray(input) ? input : [...input];
}

/** A copy with a value at a path; documents are made on the way and other values there replaced. */
export function withValueAt(doc: Doc, parts: readonly string[], value: Value): Doc {
  const [first = "", ...rest] = parts;
  if (rest.length > 0) {
    const child = getField(doc, first);
    return withField(doc, first, withValueAt(isDocument(child) ? child : {}, rest, value));
  }
  if (value !== undefined) return withField(doc, first, value);
  const result = { ...doc };
  delete result[first];
  return result;
}

// A computed key defines an own field, whatever its name, and is faster than setting it afterwards.
function withField(doc: Doc, name: string, value: Value): Doc {
  return { ...doc, [name]: value };
}

/** Calls `interrupt` now and then while documents pass. */
export function* watched(input: Iterable<Doc>, interrupt: (() => void) | undefined): Generator<Doc> {
  let count = 0;
  for (const doc of input) {
    if ((++count & 255) === 0) interrupt?.();
    yield doc;
  }
}

/** A whole number of a stage such as `$limit`. @throws code */
export function wholeNumber(value: Value, code: number, message: string): number {
  if (!isNumber(value) || !Number.isInteger(toDouble(value))) throw mongoError(code, message);
  return toDouble(value);
}

/** Parts of a field path in a stage's option. @throws 9 for a text that is no path */
export function fieldPath(value: Value, what: string): string[] {
  if (typeof value !== "string" || value === "") throw mongoError(9, `${what} must be a non-empty string`);
  const parts = value.split(".");
  const bad = parts.find((part) => part === "" || part.startsWith("$"));
  if (bad === "") throw mongoError(15998, `${what}: FieldPath field names may not be empty strings.`);
  if (bad !== undefined) throw mongoError(16410, `FieldPath field names may not start with '$', given '${bad}'.`);
  return parts;
}

/**
 * All values at a path, in arrays of documents and at positions of arrays too; the elements of an array at its end, and
 * nothing for what is missing.
 */
export function valuesAtPath(doc: Doc, path: readonly string[]): Value[] {
  const values: Value[] = [];
  const visit = (value: Value, level: number): void => {
    if (level === path.length) {
      if (Array.isArray(value)) values.push(...value);
      else if (value !== undefined) values.push(value);
    } else if (isDocument(value)) visit(getField(value, path[level] as string), level + 1);
    else if (Array.isArray(value)) {
      const position = arrayIndex(path[level] as string);
      value.forEach((item, i) => {
        if (i === position && (level + 1 === path.length || isDocument(item))) visit(item, level + 1);
        if (isDocument(item)) visit(item, level);
      });
    }
  };
  visit(doc, 0);
  return values;
}
