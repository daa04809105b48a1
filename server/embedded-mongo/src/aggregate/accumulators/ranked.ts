import { compareValues, type Doc, isDocument, type Value } from "../../bson/values";
import { mongoError } from "../../errors";
import { compileSort } from "../../query/sort";
import { requireCountN } from "../expressions/array-functions";
import { type CompileContext, type Evaluate, isNullish, namedArguments, type Scope } from "../expressions/context";

/** Takes documents one by one (as scopes) and gives the value of one field of a group or window. */
export type Accumulator = { add(scope: Scope): void; result(): Value };
/** Starts an accumulator for a group with this `_id`. */
export type CreateAccumulator = (groupId: Value) => Accumulator;
export type AccumulatorCompiler = (argument: Value, context: CompileContext, name: string) => CreateAccumulator;

/** Keeps the n least elements in a stable order: of equals the earlier one is less. */
function smallest<T>(n: number, compare: (a: T, b: T) => number) {
  const kept: T[] = [];
  return {
    add(item: T): void {
      if (kept.length === n && compare(item, kept[n - 1] as T) >= 0) return;
      let [low, high] = [0, kept.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (compare(item, kept[middle] as T) < 0) high = middle;
        else low = middle + 1;
      }
      kept.splice(low, 0, item);
      if (kept.length > n) kept.pop();
    },
    items: (): T[] => kept,
  };
}

type Ranked = { doc: Doc; output: Value; position: number };

function sortedBy(direction: 1 | -1, single: boolean): AccumulatorCompiler {
  return (argument, context, name) => {
    const required = single ? ["sortBy", "output"] : ["n", "sortBy", "output"];
    const codes = { shape: 5788001, unknown: 5788002, missing: { n: 5788003, output: 5788004, sortBy: 5788005 } };
    const given = namedArguments(argument, name, { required, codes });
    if (!isDocument(given.sortBy))
      throw mongoError(5788604, `expected 'sortBy' to already be an object in the arguments to ${name}`);
    const order = compileSort(given.sortBy);
    const output = context.compile(given.output, context);
    const count = single ? () => 1 : countFor(given.n, context);
    const compare = (a: Ranked, b: Ranked): number => direction * (order(a.doc, b.doc) || a.position - b.position);
    return (groupId) => {
      const kept = smallest(count(groupId), compare);
      let position = 0;
      const values = () => kept.items().map((item) => item.output);
      return {
        add: (scope) => kept.add({ doc: scope.root, output: output(scope) ?? null, position: position++ }),
        result: () => (single ? (values()[0] ?? null) : direction === 1 ? values() : values().reverse()),
      };
    };
  };
}

/** `n` may use the fields of the group's `_id`. */
function countFor(expr: Value, context: CompileContext): (groupId: Value) => number {
  const n = context.compile(expr, context);
  return (groupId) => {
    const root = isDocument(groupId) ? groupId : {};
    return requireCountN(n({ root, current: root, variables: {} }));
  };
}

type Pick = { add(items: Value[], value: Value, n: number): void };

const FIRST: Pick = {
  add(items, value, n) {
    if (items.length < n) items.push(value ?? null);
  },
};

const LAST: Pick = {
  add(items, value, n) {
    items.push(value ?? null);
    if (items.length > n) items.shift();
  },
};

function inputOf(
  argument: Value,
  context: CompileContext,
  name: string,
): { input: Evaluate; count: (id: Value) => number } {
  const codes = { shape: 5787900, unknown: 5787901, missing: { n: 5787906, input: 5787907 } };
  const given = namedArguments(argument, name, { required: ["n", "input"], codes });
  return { input: context.compile(given.input, context), count: countFor(given.n, context) };
}

function inOrder(pick: Pick): AccumulatorCompiler {
  return (argument, context, name) => {
    const { input, count } = inputOf(argument, context, name);
    return (groupId) => {
      const items: Value[] = [];
      const n = count(groupId);
      return { add: (scope) => pick.add(items, input(scope), n), result: () => items };
    };
  };
}

function extremes(direction: 1 | -1): AccumulatorCompiler {
  return (argument, context, name) => {
    const { input, count } = inputOf(argument, context, name);
    return (groupId) => {
      const kept = smallest<Value>(count(groupId), (a, b) => direction * compareValues(a, b));
      const add = (scope: Scope): void => {
        const value = input(scope);
        if (!isNullish(value)) kept.add(value);
      };
      return { add, result: () => kept.items() };
    };
  };
}

/** Accumulators that keep n values, and the first or last document of an order. */
export const RANKED: Readonly<Record<string, AccumulatorCompiler>> = {
  $top: sortedBy(1, true),
  $topN: sortedBy(1, false),
  $bottom: sortedBy(-1, true),
  $bottomN: sortedBy(-1, false),
  $firstN: inOrder(FIRST),
  $lastN: inOrder(LAST),
  $minN: extremes(1),
  $maxN: extremes(-1),
};
