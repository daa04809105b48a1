import { BSONRegExp } from "bson";
import type { Value } from "../../bson/values";
import { mongoError } from "../../errors";
import { toRegExp } from "../../query/regex";
import { type Arguments, isNullish, named, nameOf, type OperatorTable } from "./context";
import { lengthOf } from "./strings";

const SHAPE = {
  required: ["input", "regex"],
  optional: ["options"],
  codes: { shape: 51103, unknown: 31024, missing: { input: 31022, regex: 31023 } },
};

// The same few patterns are used for every document.
const CACHE_SIZE = 200;
const compiled = new Map<string, RegExp>();

function compilePattern(pattern: string, options: string): RegExp {
  const key = `${options}/${pattern}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  if (compiled.size >= CACHE_SIZE) compiled.clear();
  const plain = toRegExp(pattern, options);
  const regex = new RegExp(plain.source, plain.flags.replace("g", "").concat("g"));
  compiled.set(key, regex);
  return regex;
}

function requireText(value: Value, code: number, what: string): string {
  if (typeof value !== "string") throw mongoError(code, `${what}, found: ${nameOf(value)}`);
  return value;
}

type Search = { text: string; regex: RegExp };

/** The text and the pattern; null when one of them is null or missing. */
function prepare({ input, regex, options }: Arguments, name: string): Search | null {
  const given = isNullish(options) ? "" : requireText(options, 51106, `${name} needs 'options' to be of type string`);
  if (!isNullish(input)) requireText(input, 51104, `${name} needs 'input' to be of type string`);
  if (isNullish(regex)) return null;
  let pattern: string;
  let flags = given;
  if (regex instanceof BSONRegExp) {
    if (regex.options !== "" && given !== "")
      throw mongoError(51107, `${name}: found regex option(s) specified in both 'regex' and 'option' fields`);
    pattern = regex.pattern;
    flags = regex.options === "" ? given : regex.options;
  } else pattern = requireText(regex, 51105, `${name} needs 'regex' to be of type string or regex`);
  const bad = /[^imsxu]/.exec(flags);
  if (bad !== null) throw mongoError(51108, `${name}: invalid flag in regex options: ${bad[0]}`);
  return typeof input === "string" ? { text: input, regex: compilePattern(pattern, flags) } : null;
}

function describe(text: string, match: RegExpExecArray): Value {
  const captures = match.slice(1).map((group) => group ?? null);
  return { match: match[0], idx: lengthOf(text.slice(0, match.index)), captures };
}

function first({ text, regex }: Search): RegExpExecArray | null {
  regex.lastIndex = 0;
  return regex.exec(text);
}

function findAll(search: Search): Value[] {
  const found: Value[] = [];
  for (const match of search.text.matchAll(search.regex)) found.push(describe(search.text, match));
  return found;
}

/** `$regexMatch`, `$regexFind`, `$regexFindAll`; positions are in code points. */
export const REGULAR_EXPRESSIONS: OperatorTable = {
  $regexMatch: named(SHAPE, (values, name) => {
    const search = prepare(values, name);
    return search !== null && first(search) !== null;
  }),
  $regexFind: named(SHAPE, (values, name) => {
    const search = prepare(values, name);
    const match = search === null ? null : first(search);
    return search === null || match === null ? null : describe(search.text, match);
  }),
  $regexFindAll: named(SHAPE, (values, name) => {
    const search = prepare(values, name);
    if (search === null) return [];
    search.regex.lastIndex = 0;
    return findAll(search);
  }),
};
