import { type Doc, getField, isDocument, type Value } from "../bson/values";
import { isOperatorName } from "./comparisons";
import { compileElementFilter, compileFilter } from "./match";
import { bindCondition, type Condition, fieldCondition } from "./operators";
import { arrayIndex, type Predicate, type ValueTest } from "./path";

/** One `path: condition` of a filter that has to hold for the document as a whole. */
type Part = { path: string; condition: Condition };
type Alternative = { matches: Predicate; parts: readonly PartOrChoice[] };
type PartOrChoice = Part | { alternatives: readonly Alternative[] };

// The same filter resolves `$` for every document of an update.
const parsedFilters = new WeakMap<Doc, readonly PartOrChoice[]>();

/**
 * The index that the positional `$` after `arrayPath` stands for: the array element by which the document matched the
 * filter, or null. Conditions on that very array go before those on another one; of several the last decides.
 */
export function findPosition(filter: Doc, doc: Doc, arrayPath: string): number | null {
  const parts = applicableParts(parsedParts(filter), doc);
  let fallback: number | null = null;
  let found: number | null = null;
  for (const part of parts) {
    const prefix = outermostArray(doc, part.path);
    if (prefix === null) continue;
    const position = positionIn(prefix.values, part, prefix.path);
    if (position === null) continue;
    if (prefix.path === arrayPath) found = position;
    else fallback = position;
  }
  return found ?? fallback;
}

function parsedParts(filter: Doc): readonly PartOrChoice[] {
  const known = parsedFilters.get(filter);
  if (known !== undefined) return known;
  const parts = parseParts(filter);
  parsedFilters.set(filter, parts);
  return parts;
}

function parseParts(filter: Doc): PartOrChoice[] {
  const parts: PartOrChoice[] = [];
  for (const name of Object.keys(filter)) {
    const value = filter[name];
    if (name === "$and") for (const branch of value as Doc[]) parts.push(...parseParts(branch));
    else if (name === "$or") parts.push({ alternatives: (value as Doc[]).map(parseAlternative) });
    else if (!isOperatorName(name))
      parts.push({ path: name, condition: fieldCondition(name, value, compileElementFilter) });
  }
  return parts;
}

function parseAlternative(branch: Doc): Alternative {
  return { matches: compileFilter(branch).test, parts: parseParts(branch) };
}

function applicableParts(parts: readonly PartOrChoice[], doc: Doc): Part[] {
  return parts.flatMap((part) => {
    if ("path" in part) return [part];
    const chosen = part.alternatives.find((alternative) => alternative.matches(doc));
    return chosen === undefined ? [] : applicableParts(chosen.parts, doc);
  });
}

/** The first array on the way of a path, unless the path itself names one of its positions. */
function outermostArray(doc: Doc, path: string): { path: string; values: readonly Value[] } | null {
  const names = path.split(".");
  let value: Value = doc;
  for (let level = 0; level < names.length; level++) {
    if (!isDocument(value)) return null;
    value = getField(value, names[level] as string);
    if (!Array.isArray(value)) continue;
    if (arrayIndex(names[level + 1] ?? "") >= 0) return null;
    return { path: names.slice(0, level + 1).join("."), values: value as Value[] };
  }
  return null;
}

function positionIn(values: readonly Value[], part: Part, prefix: string): number | null {
  const rest = part.path.slice(prefix.length + 1);
  const tests = elementTests(part.condition, rest);
  if (tests.length === 0) return null;
  const together = values.findIndex((value) => tests.every((test) => test(value)));
  if (together >= 0) return together;
  // No element fulfils all (as with $all): the last condition decides.
  const last = values.findIndex(tests[tests.length - 1] as ValueTest);
  return last >= 0 ? last : null;
}

// Negated conditions are not fulfilled by any one element and so name none.
function elementTests(condition: Condition, rest: string): ValueTest[] {
  if (condition.kind === "all") {
    return condition.negated ? [] : condition.conditions.flatMap((part) => elementTests(part, rest));
  }
  if (rest !== "") {
    const predicate = bindCondition(rest, condition);
    return [(value) => isDocument(value) && predicate(value)];
  }
  if (condition.mode === "elements") return [condition.test];
  return condition.element === undefined ? [] : [condition.element];
}
