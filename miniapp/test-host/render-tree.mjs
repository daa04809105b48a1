// What a page shows, read from the data that Taro hands to WeChat: nodes with `nn` (kind), `cn` (children), `v` (text), `cl` (classes),
// `sid` (what events name them by) and the other properties under short names.
import { readFileSync } from "node:fs";
import path from "node:path";

/** The kinds of nodes that the build's template knows: the WXML element and the events that are bound on it. */
export function readKinds(dist) {
  const template = readFileSync(path.join(dist, "base.wxml"), "utf8");
  const kinds = new Map();
  // Elements with a keyboard have a template more with the focus on, which binds the same.
  for (const [, kind, element, attributes] of template.matchAll(
    /<template name="tmpl_0_(\w+?)(?:_blur)?">\s*<([\w-]+)([^>]*)>/g,
  )) {
    if (element === "template") continue;
    const events = [...attributes.matchAll(/(?:bind|catch):?(\w+)="eh"/g)].map(([, event]) => event);
    const read = [...attributes.matchAll(/([\w-]+)="{{[^"]*?\bi\.(\w+)[^"]*}}"/g)].map(([, name, key]) => [name, key]);
    const isText = element === "block" && kind !== "container";
    kinds.set(kind, { element, events: new Set(events), attributes: new Map(read), isText });
  }
  return kinds;
}

/** What WeChat reads of a node's attribute, through the template; undefined when the template does not pass it on. */
export function attributeOf(node, name, kinds) {
  const key = kinds.get(node.nn)?.attributes.get(name);
  return key === undefined ? undefined : node[key];
}

/** Applies one path of setData, such as "root.cn.[0].cn.[3].v", to the page's data. */
export function applyPath(data, name, value) {
  const keys = name.split(".").map((key) => key.replace(/^\[(\d+)\]$/, "$1"));
  const last = keys.pop();
  let place = data;
  for (const key of keys) {
    if (place[key] === undefined || place[key] === null) throw new Error(`setData: ${name}: there is no ${key}`);
    place = place[key];
  }
  place[last] = value;
}

function childrenOf(node) {
  return Array.isArray(node?.cn) ? node.cn : [];
}

/** Every node with the nodes above it, outermost first. */
export function* walk(node, above = []) {
  yield { node, above };
  for (const child of childrenOf(node)) yield* walk(child, [...above, node]);
}

/** All text under a node, in order, without blanks between. */
export function textOf(node, kinds) {
  const own = kinds.get(node.nn)?.isText && typeof node.v === "string" ? node.v : "";
  return (
    own +
    childrenOf(node)
      .map((child) => textOf(child, kinds))
      .join("")
  );
}

/** All nodes that answer the search, innermost ones only, in order: `text` (whole or pattern), or `attribute` and `is`. */
export function findAll(root, wanted, kinds) {
  const found = [...walk(root)].filter(({ node }) => matches(node, wanted, kinds) && !kinds.get(node.nn)?.isText);
  const outer = new Set(found.flatMap(({ above }) => above));
  return found.filter(({ node }) => !outer.has(node));
}

function matches(node, { text, attribute, is }, kinds) {
  if (attribute !== undefined && !fits(attributeOf(node, attribute, kinds), is)) return false;
  return text === undefined || fits(textOf(node, kinds), text);
}

function fits(value, wanted) {
  if (typeof value !== "string") return false;
  return wanted instanceof RegExp ? wanted.test(value) : value === wanted;
}

/** The text of a page, a line for every node that holds text itself; for messages when something is not found. */
export function outline(root, kinds) {
  return [...walk(root)]
    .filter(({ node }) => childrenOf(node).some((child) => kinds.get(child.nn)?.isText))
    .map(({ node, above }) => `${"  ".repeat(Math.min(above.length, 12))}${textOf(node, kinds)}`)
    .join("\n");
}
