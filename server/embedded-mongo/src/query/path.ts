import { type Doc, getField, isDocument, type Value } from "../bson/values";

export type ValueTest = (value: Value) => boolean;
export type Predicate = (doc: Doc) => boolean;

/** How a condition looks at an array at the end of its path: at the elements and the whole, or at the whole alone. */
export type LeafMode = "elements" | "whole";

const DIGITS = /^\d+$/;

/** The array index a path component stands for, or -1. */
export function arrayIndex(part: string): number {
  return DIGITS.test(part) ? Number(part) : -1;
}

/** Whether the name is one that plain objects inherit, so that `doc[name]` alone would lie. */
export function isInheritedName(name: string): boolean {
  return name in Object.prototype;
}

/** Binds a test to a dotted path, with MongoDB's rules for arrays on the way and at the end. */
export function bindToPath(path: string, test: ValueTest, mode: LeafMode): Predicate {
  const leaf = mode === "whole" ? test : anyElement(test);
  if (path.includes(".")) return bindToParts(path.split("."), test, leaf);
  if (isInheritedName(path)) return (doc) => leaf(getField(doc, path));
  return (doc) => leaf(doc[path]);
}

/** Tests a value or, if it is an array, also each element. */
export function anyElement(test: ValueTest): ValueTest {
  return (value) => {
    if (test(value)) return true;
    if (!Array.isArray(value)) return false;
    for (const item of value) if (test(item)) return true;
    return false;
  };
}

function isContainer(value: Value): boolean {
  return isDocument(value) || Array.isArray(value);
}

function bindToParts(parts: readonly string[], test: ValueTest, leaf: ValueTest): Predicate {
  const last = parts.length;
  const indexes = parts.map(arrayIndex);
  function visit(value: Value, level: number): boolean {
    if (level === last) return leaf(value);
    if (isDocument(value)) return visit(getField(value, parts[level] as string), level + 1);
    return Array.isArray(value) ? visitArray(value, level) : test(undefined);
  }
  // An array on the way stands for its documents; a number may also be a position, and the element there is taken as it is,
  // even if it is an array. Nothing found is not "missing".
  function visitArray(values: readonly Value[], level: number): boolean {
    const index = indexes[level] as number;
    if (index >= 0 && index < values.length) {
      const item = values[index];
      if (level + 1 === last ? test(item) : isContainer(item) && visit(item, level + 1)) return true;
    }
    for (const item of values) if (isDocument(item) && visit(item, level)) return true;
    return false;
  }
  return (doc) => visit(doc, 0);
}
