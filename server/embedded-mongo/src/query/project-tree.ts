import type { Evaluate } from "../aggregate/expressions/compile";
import { type Doc, isDocument, setField, type Value } from "../bson/values";
import { mongoError } from "../errors";

/** What a projection does with the fields of a document, by name. */
export type Branch = { kind: "branch"; children: Map<string, Node> };
export type Node =
  | Branch
  | { kind: "include" }
  | { kind: "exclude" }
  | { kind: "slice"; slice(value: Value): Value }
  | { kind: "expression"; evaluate: Evaluate };

/** Files a node under a dotted path. @throws MongoError 31249 or 31250 if another path is in the way. */
export function insertNode(root: Branch, path: string, node: Node): void {
  const parts = path.split(".");
  const last = parts.pop() as string;
  let branch = root;
  parts.forEach((part, level) => {
    const child = branch.children.get(part);
    if (child !== undefined && child.kind !== "branch") {
      const rest = [...parts.slice(level + 1), last].join(".");
      throw mongoError(31249, `Path collision at ${path} remaining portion ${rest}`);
    }
    const next: Branch = child ?? { kind: "branch", children: new Map() };
    branch.children.set(part, next);
    branch = next;
  });
  if (branch.children.has(last)) throw mongoError(31250, `Path collision at ${path}`);
  branch.children.set(last, node);
}

/** Applies the tree to a document; unchanged values are shared. */
export function applyTree(root: Branch, doc: Doc, mode: "inclusion" | "exclusion"): Doc {
  return mode === "inclusion" ? include(root, doc, doc) : exclude(root, doc);
}

function include(branch: Branch, doc: Doc, root: Doc): Doc {
  const result: Doc = {};
  for (const name of Object.keys(doc)) {
    const node = branch.children.get(name);
    if (node === undefined) continue;
    const value = includeValue(node, doc[name], root);
    if (value !== undefined) setField(result, name, value);
  }
  addComputed(branch, result, { doc, root });
  return result;
}

function includeValue(node: Node, value: Value, root: Doc): Value {
  switch (node.kind) {
    case "include":
      return value;
    case "slice":
      return node.slice(value);
    case "branch":
      if (isDocument(value)) return include(node, value, root);
      return Array.isArray(value) ? includeItems(node, value, root) : undefined;
    default:
      return undefined;
  }
}

// Elements that are no documents have none of the fields asked for, yet computed fields turn them into documents.
function includeItems(branch: Branch, values: readonly Value[], root: Doc): Value[] {
  const result: Value[] = [];
  for (const value of values) {
    if (isDocument(value)) result.push(include(branch, value, root));
    else if (Array.isArray(value)) result.push(includeItems(branch, value as Value[], root));
    else if (hasExpression(branch)) result.push(include(branch, {}, root));
  }
  return result;
}

function hasExpression(branch: Branch): boolean {
  for (const node of branch.children.values()) {
    if (node.kind === "expression" || (node.kind === "branch" && hasExpression(node))) return true;
  }
  return false;
}

// Computed fields come after the others, in the order of the projection.
function addComputed(branch: Branch, result: Doc, { doc, root }: { doc: Doc; root: Doc }): void {
  for (const [name, node] of branch.children) {
    if (node.kind === "expression") {
      const value = node.evaluate({ root, current: root, variables: {} });
      if (value !== undefined) setField(result, name, value);
    } else if (node.kind === "branch" && !Object.hasOwn(result, name) && hasExpression(node)) {
      const value = doc[name];
      if (!Array.isArray(value)) setField(result, name, include(node, {}, root));
    }
  }
}

function exclude(branch: Branch, doc: Doc): Doc {
  const result: Doc = {};
  for (const name of Object.keys(doc)) {
    const node = branch.children.get(name);
    const value = node === undefined ? doc[name] : excludeValue(node, doc[name]);
    if (value !== undefined) setField(result, name, value);
  }
  return result;
}

function excludeValue(node: Node, value: Value): Value {
  switch (node.kind) {
    case "exclude":
      return undefined;
    case "slice":
      return node.slice(value);
    case "branch":
      if (isDocument(value)) return exclude(node, value);
      return Array.isArray(value) ? value.map((item) => excludeItem(node, item)) : value;
    default:
      return value;
  }
}

function excludeItem(branch: Branch, value: Value): Value {
  return isDocument(value) || Array.isArray(value) ? excludeValue(branch, value) : value;
}
