import { isNumber, makeDouble, toDouble } from "../../bson/numbers";
import { compareValues, type Doc, isDocument, type Value } from "../../bson/values";
import { mongoError } from "../../errors";
import { type CreateAccumulator, compileAccumulator } from "../accumulators/compile";
import { type Evaluate, scopeOf } from "../expressions/compile";
import { asInt32, type CompileContext, namedArguments, nameOf } from "../expressions/context";
import { compileFrame, type Frame } from "./window-bounds";

/** The sorted documents of a partition, and the sort values of each. */
export type Partition = { docs: readonly Doc[]; keys: readonly (readonly Value[])[] };
/** The value of a field for every document of a partition. */
export type WindowFunction = (partition: Partition) => Value[];

type Spec = { name: string; argument: Value; window: Value; sortBy: Doc | null };

const REFUSED: ReadonlySet<string> = new Set([
  "$derivative",
  "$integral",
  "$linearFill",
  "$covariancePop",
  "$covarianceSamp",
  "$minMaxScaler",
]);

function sameKeys(a: readonly Value[] | undefined, b: readonly Value[] | undefined): boolean {
  return a !== undefined && b !== undefined && a.every((value, i) => compareValues(value ?? null, b[i] ?? null) === 0);
}

function documentNumber({ docs }: Partition): Value[] {
  return docs.map((_, i) => i + 1);
}

function rank({ keys }: Partition): Value[] {
  const ranks: number[] = [];
  for (let i = 0; i < keys.length; i++) ranks.push(sameKeys(keys[i - 1], keys[i]) ? (ranks[i - 1] as number) : i + 1);
  return ranks;
}

function denseRank({ keys }: Partition): Value[] {
  let last = 0;
  return keys.map((key, i) => (sameKeys(keys[i - 1], key) ? last : ++last));
}

const RANKS: Readonly<Record<string, WindowFunction>> = {
  $rank: rank,
  $denseRank: denseRank,
  $documentNumber: documentNumber,
};

function compileRank({ name, argument, window, sortBy }: Spec): WindowFunction {
  if (!isDocument(argument) || Object.keys(argument).length > 0)
    throw mongoError(5371603, `${name} must be specified with '{}' as the value`);
  if (window !== undefined) throw mongoError(5371601, "Rank style window functions take no other arguments");
  const keys = sortBy === null ? 0 : Object.keys(sortBy).length;
  if (keys === 0 || (keys > 1 && name !== "$documentNumber"))
    throw mongoError(5371602, `${name} must be specified with a top level sortBy expression with exactly one element`);
  return RANKS[name] as WindowFunction;
}

function compileShift({ argument, window, sortBy }: Spec, context: CompileContext): WindowFunction {
  const given = namedArguments(argument, "$shift", { required: ["output", "by"], optional: ["default"] });
  if (sortBy === null) throw mongoError(9, "'$shift' requires a sortBy");
  if (window !== undefined) throw mongoError(9, "'$shift' does not accept a 'window' argument");
  const by = asInt32(given.by);
  if (by === null) throw mongoError(9, `'$shift:by' field must be an integer, but found ${nameOf(given.by)}`);
  const output = context.compile(given.output, context);
  const fallback = "default" in given ? context.compile(given.default, context)(scopeOf({})) : null;
  return ({ docs }) =>
    docs.map((_, i) => {
      const source = docs[i + by];
      return source === undefined ? fallback : (output(scopeOf(source)) ?? null);
    });
}

function compileMovingAverage({ argument, window, sortBy }: Spec, context: CompileContext): WindowFunction {
  const given = namedArguments(argument, "$expMovingAvg", { required: ["input"], optional: ["N", "alpha"] });
  if (sortBy === null || window !== undefined)
    throw mongoError(9, "$expMovingAvg requires an explicit 'sortBy' and no 'window'");
  const { N: count, alpha: weight } = given;
  if ((count === undefined) === (weight === undefined))
    throw mongoError(9, "$expMovingAvg must have exactly one of 'N' and 'alpha'");
  const factor = count ?? weight;
  if (!isNumber(factor)) throw mongoError(9, "'N' and 'alpha' must be numbers");
  const alpha = count === undefined ? toDouble(factor) : 2 / (toDouble(factor) + 1);
  if (count === undefined ? alpha <= 0 || alpha >= 1 : !Number.isInteger(toDouble(factor)) || toDouble(factor) <= 0)
    throw mongoError(9, "'N' must be a positive integer, and 'alpha' between 0 and 1");
  const input = context.compile(given.input, context);
  return ({ docs }) => {
    let average: number | null = null;
    return docs.map((doc) => {
      const value = input(scopeOf(doc));
      if (!isNumber(value)) return null;
      average = average === null ? toDouble(value) : toDouble(value) * alpha + average * (1 - alpha);
      return makeDouble(average);
    });
  };
}

function compileCarryForward({ argument }: Spec, context: CompileContext): WindowFunction {
  const input: Evaluate = context.compile(argument, context);
  return ({ docs }) => {
    let last: Value = null;
    return docs.map((doc) => {
      last = input(scopeOf(doc)) ?? last;
      return last;
    });
  };
}

/** An accumulator over a frame; frames that only grow at their end are not computed anew for every document. */
function overFrame(create: CreateAccumulator, frame: Frame): WindowFunction {
  return ({ docs, keys }) => {
    const boundsAt = frame(keys.map((key) => key[0]));
    let accumulator = create(null);
    let [start, end] = [0, -1];
    return docs.map((_, i) => {
      const { first, last } = boundsAt(i);
      if (first !== start || last < end) {
        accumulator = create(null);
        [start, end] = [first, first - 1];
      }
      for (; end < last; end++) accumulator.add(scopeOf(docs[end + 1] as Doc));
      const value = accumulator.result();
      return Array.isArray(value) ? value.slice() : value;
    });
  };
}

const FUNCTIONS: ReadonlyMap<string, (spec: Spec, context: CompileContext) => WindowFunction> = new Map([
  ["$rank", compileRank],
  ["$denseRank", compileRank],
  ["$documentNumber", compileRank],
  ["$shift", compileShift],
  ["$expMovingAvg", compileMovingAverage],
  ["$locf", compileCarryForward],
]);

/** The functions that only windows have. */
export const WINDOW_FUNCTION_NAMES: readonly string[] = [...FUNCTIONS.keys()];

/** Compiles one output field of `$setWindowFields`. @throws 9, 5371601 … 5371603, 238, and those of the accumulator */
export function compileWindowFunction(spec: Spec, context: CompileContext): WindowFunction {
  const { name } = spec;
  const compile = FUNCTIONS.get(name);
  if (compile !== undefined) return compile(spec, context);
  if (REFUSED.has(name)) throw mongoError(238, `The window function ${name} is not supported by this server`);
  return overFrame(compileAccumulator(name, spec.argument, context), compileFrame(spec.window, spec.sortBy));
}
