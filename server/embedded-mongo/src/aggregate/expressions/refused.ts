/** Operators that run JavaScript: never supported, wherever they stand. */
export const SCRIPTS: ReadonlySet<string> = new Set([
  "$function",
  "$accumulator",
  "$where",
  "$_internalJsReduce",
  "$_internalJsEmit",
]);

/** Expressions of MongoDB that exist but that this server does not know. */
export const REFUSED_EXPRESSIONS: ReadonlySet<string> = new Set([
  "$meta",
  "$toHashedIndexKey",
  "$median",
  "$percentile",
  "$sampleRate",
  "$tsIncrement",
  "$tsSecond",
  "$encStrContains",
  "$encStrStartsWith",
  "$encStrEndsWith",
  "$encStrNormalizedEq",
]);
