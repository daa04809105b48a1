import { type Doc, getField, isDocument, setField, type Value } from "../../bson/values";
import { mongoError } from "../../errors";
import type { Evaluate, Scope } from "../expressions/compile";

/** What happens at a path: keep it, drop it, or set it to a computed value. */
export type Action = "keep" | "drop" | Evaluate;
export type Node = { children: Map<string, Node | Action> };

export function newNode(): Node {
  return { children: new Map() };
}

function isNode(entry: Node | Action): entry is Node {
  return typeof entry === "object";
}

/** Adds an action at a dotted path. @throws 31249, 31250 when paths collide, 40352/15998/40353 for bad paths */
export function addPath(root: Node, path: string, action: Action): void {
  if (path === "") throw mongoError(40352, "FieldPath cannot be constructed with empty string");
  if (path.endsWith(".")) throw mongoError(40353, "FieldPath must not end with a '.'.");
  const parts = path.split(".");
  let node = root;
  for (const [i, part] of parts.entries()) {
    if (part === "") throw mongoError(15998, "FieldPath field names may not be empty strings.");
    if (part.startsWith("$")) throw mongoError(16410, `FieldPath field names may not start with '$', given '${part}'.`);
    const existing = node.children.get(part);
    if (i === parts.length - 1) {
      if (existing !== undefined) throw mongoError(isNode(existing) ? 31250 : 31249, `Path collision at ${path}`);
      node.children.set(part, action);
      return;
    }
    if (existing !== undefined && !isNode(existing))
      throw mongoError(31249, `Path collision at ${path} remaining portion ${parts.slice(i + 1).join(".")}`);
    const child = existing ?? newNode();
    node.children.set(part, child);
    node = child;
  }
}

/** Whether anything below is computed: then a path is made where the document has none. */
function hasComputed(node: Node): boolean {
  for (const entry of node.children.values()) {
    if (typeof entry === "function" || (isNode(entry) && hasComputed(entry))) return true;
  }
  return false;
}

/** Compiles `$addFields`: copies the document and sets the computed fields; a missing value removes the field. */
export function compileAdd(node: Node): (doc: Value, scope: Scope) => Doc {
  const entries = [...node.children].map(([name, entry]) => ({
    name,
    value: isNode(entry) ? addInside(entry) : typeof entry === "function" ? constantPath(entry) : () => undefined,
  }));
  return (doc, scope) => {
    const result: Doc = isDocument(doc) ? { ...doc } : {};
    for (const { name, value } of entries) {
      const computed = value(getField(result, name), scope);
      if (computed === undefined) delete result[name];
      else setField(result, name, computed);
    }
    return result;
  };
}

function constantPath(evaluate: Evaluate): (old: Value, scope: Scope) => Value {
  return (_old, scope) => evaluate(scope);
}

function addInside(node: Node): (old: Value, scope: Scope) => Value {
  const add = compileAdd(node);
  const apply = (old: Value, scope: Scope): Value =>
    Array.isArray(old) ? old.map((item) => apply(item, scope)) : add(old, scope);
  return apply;
}

/** Compiles an inclusion: kept fields in the document's order, then computed ones in the projection's order. */
export function compileInclude(node: Node): (doc: Doc, scope: Scope) => Doc {
  const kept = new Map<string, "keep" | ((value: Value, scope: Scope) => Value)>();
  const computed: { name: string; value: Evaluate }[] = [];
  const made: { name: string; value: (old: Value, scope: Scope) => Value }[] = [];
  for (const [name, entry] of node.children) {
    if (isNode(entry)) {
      const inside = includeInside(entry);
      kept.set(name, inside);
      if (hasComputed(entry)) made.push({ name, value: inside });
    } else if (entry === "keep") kept.set(name, entry);
    else if (typeof entry === "function") computed.push({ name, value: entry });
  }
  return (doc, scope) => {
    const result: Doc = {};
    for (const name of Object.keys(doc)) {
      const entry = kept.get(name);
      if (entry === undefined) continue;
      const value = entry === "keep" ? doc[name] : entry(doc[name], scope);
      if (value !== undefined) setField(result, name, value);
    }
    for (const { name, value } of made) if (!Object.hasOwn(doc, name)) setField(result, name, value(undefined, scope));
    for (const { name, value } of computed) {
      const content = value(scope);
      if (content !== undefined) setField(result, name, content);
    }
    return result;
  };
}

function includeInside(node: Node): (value: Value, scope: Scope) => Value {
  const include = compileInclude(node);
  const creates = hasComputed(node);
  const nothing: Doc = {};
  const apply = (value: Value, scope: Scope): Value => {
    if (isDocument(value)) return include(value, scope);
    if (Array.isArray(value)) return value.map((item) => apply(item, scope)).filter((item) => item !== undefined);
    return creates ? include(nothing, scope) : undefined;
  };
  return apply;
}

/** Compiles an exclusion. */
export function compileExclude(node: Node): (doc: Doc) => Doc {
  const entries = new Map<string, "drop" | ((value: Value) => Value)>();
  for (const [name, entry] of node.children) entries.set(name, isNode(entry) ? excludeInside(entry) : "drop");
  return (doc) => {
    const result: Doc = {};
    for (const name of Object.keys(doc)) {
      const entry = entries.get(name);
      if (entry === undefined) setField(result, name, doc[name]);
      else if (entry !== "drop") setField(result, name, entry(doc[name]));
    }
    return result;
  };
}

function excludeInside(node: Node): (value: Value) => Value {
  const exclude = compileExclude(node);
  const apply = (value: Value): Value => {
    if (isDocument(value)) return exclude(value);
    return Array.isArray(value) ? value.map(apply) : value;
  };
  return apply;
}
