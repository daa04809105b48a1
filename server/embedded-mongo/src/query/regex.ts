import { BSONRegExp } from "bson";
import type { Value } from "../bson/values";
import { mongoError } from "../errors";

/** Translates MongoDB's regular expressions (PCRE) into JavaScript's; what has no exact counterpart is refused. */

const VALID_OPTIONS = "imsxu";
const SYNTAX = "^$\\.*+?()[]{}|/";
const POSIX: Readonly<Record<string, string>> = {
  alpha: "a-zA-Z",
  digit: "0-9",
  alnum: "a-zA-Z0-9",
  upper: "A-Z",
  lower: "a-z",
  space: "\\t-\\r ",
  blank: " \\t",
  punct: "!-\\/:-@\\[-`\\{-~",
  xdigit: "0-9A-Fa-f",
  word: "\\w",
};
const HORIZONTAL = " \\t\\u00a0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000";
const VERTICAL = "\\n-\\r\\u0085\\u2028\\u2029";
const PLAIN_ESCAPES: Readonly<Record<string, string>> = {
  A: "(?<![^])",
  z: "(?![^])",
  Z: "(?=\\n?(?![^]))",
  h: `[${HORIZONTAL}]`,
  H: `[^${HORIZONTAL}]`,
  v: `[${VERTICAL}]`,
  V: `[^${VERTICAL}]`,
  R: `(?:\\r\\n|[${VERTICAL}])`,
  N: "[^\\n]",
  s: "[\\t-\\r ]",
  S: "[^\\t-\\r ]",
  a: "\\x07",
  e: "\\x1b",
};
const CLASS_ESCAPES: Readonly<Record<string, string>> = {
  s: "\\t-\\r ",
  h: HORIZONTAL,
  v: VERTICAL,
  a: "\\x07",
  e: "\\x1b",
};
const SHARED_ESCAPES = "dDwWbBtnrfpPxuck0123456789";

type Translation = { source: string; options: Set<string>; position: number; output: string };

export function isRegex(value: Value): value is BSONRegExp {
  return value instanceof BSONRegExp;
}

/**
 * A JS regular expression for a pattern with options out of i, m, s, x, u.
 * @throws MongoError 51108 for unknown options, 51091 for a pattern that cannot be used.
 */
export function toRegExp(pattern: string, options: string): RegExp {
  for (const option of options) {
    if (!VALID_OPTIONS.includes(option)) throw mongoError(51108, `invalid flag in regex options: ${option}`);
  }
  const state: Translation = { source: pattern, options: new Set(options), position: 0, output: "" };
  readLeadingFlags(state);
  while (state.position < state.source.length) translateNext(state);
  const flags = ["i", "s"].filter((flag) => state.options.has(flag)).join("");
  try {
    return new RegExp(state.output, `${flags}u`);
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : "syntax error");
  }
}

function invalid(reason: string): Error {
  return mongoError(51091, `Regular expression is invalid: ${reason}`);
}

function readLeadingFlags(state: Translation): void {
  const match = /^\(\?([imsx]+)\)/.exec(state.source);
  if (match === null) return;
  for (const flag of match[1] ?? "") state.options.add(flag);
  state.position = match[0].length;
}

function translateNext(state: Translation): void {
  const character = state.source[state.position] as string;
  state.position += 1;
  if (character === "\\") translateEscape(state);
  else if (character === "[") translateClass(state);
  else if (character === "(") translateGroup(state);
  else if ("{*+?".includes(character)) translateQuantifier(state, character);
  else if (character === "}" || character === "]") state.output += `\\${character}`;
  else if (character === ".") state.output += state.options.has("s") ? "." : "[^\\n]";
  else if (character === "^" || character === "$") state.output += anchor(state, character);
  else if (!state.options.has("x") || !skipExtended(state, character)) state.output += character;
}

// Lines end at \n only. Without m, PCRE's $ also matches before a newline at the very end; with m, its ^ does not after one.
function anchor({ options }: Translation, character: "^" | "$"): string {
  if (character === "^") return options.has("m") ? "(?:^|(?<=\\n)(?=[^]))" : "^";
  return options.has("m") ? "(?![^\\n])" : "(?=\\n?(?![^]))";
}

function skipExtended(state: Translation, character: string): boolean {
  if (character === "#") {
    const end = state.source.indexOf("\n", state.position);
    state.position = end < 0 ? state.source.length : end + 1;
    return true;
  }
  return /[\t-\r \u0085\u200e\u200f\u2028\u2029]/.test(character);
}

function translateQuantifier(state: Translation, character: string): void {
  const rest = state.source.slice(state.position - 1);
  const quantifier = character === "{" ? /^\{\d+(?:,\d*)?\}/.exec(rest)?.[0] : character;
  if (quantifier === undefined) {
    state.output += "\\{";
    return;
  }
  state.position += quantifier.length - 1;
  if (state.source[state.position] === "+") throw invalid("possessive quantifiers are not supported");
  state.output += quantifier;
  if (state.source[state.position] === "?") {
    state.output += "?";
    state.position += 1;
  }
}

function translateGroup(state: Translation): void {
  const rest = state.source.slice(state.position);
  const comment = /^\?#[^)]*\)/.exec(rest);
  if (comment !== null) {
    state.position += comment[0].length;
    return;
  }
  const named = /^\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/.exec(rest);
  if (named !== null) {
    state.output += `(?<${named[1] ?? named[2]}>`;
    state.position += named[0].length;
    return;
  }
  const opening = /^\?(?::|=|!|<=|<!)/.exec(rest)?.[0] ?? "";
  if (opening === "" && (rest.startsWith("?") || rest.startsWith("*"))) {
    throw invalid(`the group (${rest.slice(0, 3)} is not supported`);
  }
  state.output += `(${opening}`;
  state.position += opening.length;
}

function translateEscape(state: Translation): void {
  const character = state.source[state.position];
  if (character === undefined) throw invalid("\\ at end of pattern");
  state.position += 1;
  if (character === "Q") translateQuoted(state);
  else if (character !== "E") state.output += PLAIN_ESCAPES[character] ?? escapeOf(state, character);
}

function escapeOf(state: Translation, character: string): string {
  if (SYNTAX.includes(character)) return `\\${character}`;
  if (character === "x") return hexEscape(state);
  if (character === "p" || character === "P") return propertyEscape(state, character);
  if (SHARED_ESCAPES.includes(character)) return `\\${character}`;
  if (/[A-Za-z]/.test(character)) throw invalid(`unrecognized character follows \\: ${character}`);
  return character;
}

// \x{263a}, \xe9
function hexEscape(state: Translation): string {
  const match = /^(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{1,2}))/.exec(state.source.slice(state.position));
  if (match === null) return "\\0";
  state.position += match[0].length;
  return `\\u{${match[1] ?? match[2]}}`;
}

// \pL is short for \p{L}
function propertyEscape(state: Translation, character: string): string {
  const next = state.source[state.position] ?? "";
  if (!/[A-Z]/.test(next)) return `\\${character}`;
  state.position += 1;
  return `\\${character}{${next}}`;
}

function translateQuoted(state: Translation): void {
  const found = state.source.indexOf("\\E", state.position);
  const end = found < 0 ? state.source.length : found;
  for (const character of state.source.slice(state.position, end)) {
    state.output += SYNTAX.includes(character) ? `\\${character}` : character;
  }
  state.position = found < 0 ? end : end + 2;
}

function translateClass(state: Translation): void {
  const negated = state.source[state.position] === "^";
  if (negated) state.position += 1;
  let output = negated ? "[^" : "[";
  let isFirst = true;
  for (;;) {
    const character = state.source[state.position];
    if (character === undefined) throw invalid("missing terminating ] for character class");
    state.position += 1;
    if (character === "]" && !isFirst) break;
    output += classMember(state, character);
    isFirst = false;
  }
  state.output += `${output}]`;
}

function classMember(state: Translation, character: string): string {
  if (character === "[") {
    const posix = /^:(\^?)(\w+):\]/.exec(state.source.slice(state.position));
    if (posix === null) return "\\[";
    const members = POSIX[posix[2] ?? ""];
    if (members === undefined || posix[1] === "^") throw invalid(`unknown POSIX class name ${posix[2]}`);
    state.position += posix[0].length;
    return members;
  }
  if (character === "]") return "\\]";
  if (character !== "\\") return character;
  const escaped = state.source[state.position];
  if (escaped === undefined) throw invalid("missing terminating ] for character class");
  state.position += 1;
  if ("SHVRN".includes(escaped)) throw invalid(`\\${escaped} in a character class is not supported`);
  return CLASS_ESCAPES[escaped] ?? (escaped === "-" ? "\\-" : escapeOf(state, escaped));
}
