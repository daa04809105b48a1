import { mongoError } from "../errors";

/** Paths of updates: checks, order of application, conflicts. */

export type UpdatePath = {
  path: string;
  parts: readonly string[] /** Has a `$`, `$[]` or `$[id]`. */;
  isDynamic: boolean;
};

const INDEX = /^(?:0|[1-9]\d*)$/;

/** Whether a path component can be a position in an array. */
export function isIndex(part: string): boolean {
  return INDEX.test(part);
}

// The same few paths come again and again. What is full of names that come once is emptied.
const MAX_KNOWN = 2_000;
const known = new Map<string, UpdatePath>();

/** @throws MongoError 56 for empty names, 52 for names with a leading $, 2 for a misplaced positional. */
export function parseUpdatePath(path: string): UpdatePath {
  let parsed = known.get(path);
  if (parsed === undefined) {
    parsed = parsePath(path);
    if (known.size === MAX_KNOWN) known.clear();
    known.set(path, parsed);
  }
  return parsed;
}

function parsePath(path: string): UpdatePath {
  if (path === "") throw mongoError(56, "An empty update path is not valid.");
  const parts = path.split(".");
  let isDynamic = false;
  let positionals = 0;
  parts.forEach((part, level) => {
    if (part === "")
      throw mongoError(56, `The update path '${path}' contains an empty field name, which is not allowed.`);
    if (part.charCodeAt(0) !== 36) return;
    if (!isPositional(part)) {
      checkDollarName(part, path);
      return;
    }
    if (level === 0) {
      throw mongoError(2, `Cannot have positional (i.e. '$') element in the first position in path '${path}'`);
    }
    isDynamic = true;
    if (part === "$") positionals += 1;
  });
  if (positionals > 1) throw mongoError(2, `Too many positional (i.e. '$') elements found in path '${path}'`);
  return { path, parts, isDynamic };
}

function isPositional(part: string): boolean {
  return part === "$" || (part.startsWith("$[") && part.endsWith("]"));
}

function checkDollarName(part: string, path: string): void {
  if (part === "$ref" || part === "$id" || part === "$db") return;
  throw mongoError(52, `The dollar ($) prefixed field '${part}' in '${path}' is not allowed for storage.`);
}

/** Order in which MongoDB applies updates: by name, positions by number, a path before what is below it. */
export function compareParts(a: readonly string[], b: readonly string[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a[i] as string;
    const y = b[i] as string;
    if (x === y) continue;
    if (isIndex(x) && isIndex(y)) return Number(x) - Number(y);
    return x < y ? -1 : 1;
  }
  return a.length - b.length;
}

type Listed = { parts: readonly string[]; order: number };

/**
 * Length of the path at which two paths, the upper first, exclude each other: one is the other or lies below it, or one goes
 * through `$[]` or `$[id]` where the other names a field. Null if they do not.
 */
function conflictLevel(upper: readonly string[], lower: readonly string[]): number | null {
  const level = upper.findIndex((part, i) => part !== lower[i]);
  if (level < 0) return upper.length;
  const isArrayPart = (part = ""): boolean => part.startsWith("$[");
  return level < lower.length && isArrayPart(upper[level]) !== isArrayPart(lower[level]) ? level : null;
}

/** Whether the second of two paths, in the order of `compareParts`, excludes the first. */
export function isConflict(upper: UpdatePath, lower: UpdatePath): boolean {
  return conflictLevel(upper.parts, lower.parts) !== null;
}

function findConflict(paths: readonly (readonly string[])[]): { later: string; at: string } | null {
  const listed: Listed[] = paths.map((parts, order) => ({ parts, order }));
  listed.sort((a, b) => compareParts(a.parts, b.parts));
  for (let i = 1; i < listed.length; i++) {
    const upper = listed[i - 1] as Listed;
    const lower = listed[i] as Listed;
    const at = conflictLevel(upper.parts, lower.parts);
    if (at === null) continue;
    const later = upper.order > lower.order ? upper : lower;
    return { later: later.parts.join("."), at: upper.parts.slice(0, at).join(".") };
  }
  return null;
}

/** @throws MongoError 40 if an update names a path twice, or a path and something below it. */
export function checkConflicts(paths: readonly (readonly string[])[]): void {
  const conflict = findConflict(paths);
  if (conflict !== null) {
    throw mongoError(40, `Updating the path '${conflict.later}' would create a conflict at '${conflict.at}'`);
  }
}

/** @throws MongoError 40 if positional parts made two modifiers meet. */
export function checkResolvedConflicts(paths: readonly (readonly string[])[]): void {
  const conflict = findConflict(paths);
  if (conflict !== null) throw mongoError(40, `Update created a conflict at '${conflict.at}'`);
}
