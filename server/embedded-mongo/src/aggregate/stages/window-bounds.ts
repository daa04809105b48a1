import { isNumber, toDouble } from "../../bson/numbers";
import { type Doc, isDocument, type Value } from "../../bson/values";
import { mongoError } from "../../errors";
import { addUnits, parseUnit, type Unit } from "../dates/units";
import { UTC } from "../dates/zones";
import { asInt32, nameOf } from "../expressions/context";

/** First and last position of a window (inclusive; last < first = empty). */
type Bounds = { first: number; last: number };
/** Gives the bounds of every position of a partition whose sort values are given. */
export type Frame = (sortValues: readonly Value[]) => (position: number) => Bounds;

type Edge = "unbounded" | "current" | number;

function parseEdges(given: Value, isInteger: boolean): [Edge, Edge] {
  if (!Array.isArray(given) || given.length !== 2) throw mongoError(9, "Window bounds must be a 2-element array");
  const edges = given.map((edge: Value): Edge => {
    if (edge === "unbounded" || edge === "current") return edge;
    if (isInteger && asInt32(edge) !== null) return asInt32(edge) as number;
    if (!isInteger && isNumber(edge)) return toDouble(edge);
    throw mongoError(9, `Window bounds must be 'unbounded', 'current', or a number, found ${nameOf(edge)}`);
  });
  const [low, high] = edges as [Edge, Edge];
  if (position(low, -1) > position(high, 1)) throw mongoError(5339900, "Lower bound must not exceed upper bound");
  return [low, high];
}

function position(edge: Edge, side: 1 | -1): number {
  if (edge === "unbounded") return side * Number.POSITIVE_INFINITY;
  return edge === "current" ? 0 : edge;
}

const WHOLE: Frame = (values) => () => ({ first: 0, last: values.length - 1 });

function documentFrame([low, high]: [Edge, Edge]): Frame {
  const [from, to] = [position(low, -1), position(high, 1)];
  return (values) => (at) => ({ first: Math.max(0, at + from), last: Math.min(values.length - 1, at + to) });
}

function rangeFrame([low, high]: [Edge, Edge], unit: Unit | null): Frame {
  return (values) => {
    const points = values.map((value) => pointOf(value, unit));
    const target = (point: number, edge: Edge, side: 1 | -1): number => {
      const offset = position(edge, side);
      if (!Number.isFinite(offset) || unit === null) return point + offset;
      return addUnits(point, { unit, amount: offset, zone: UTC });
    };
    return (at) => {
      const point = points[at] as number;
      const first = lowerBound(points, target(point, low, -1));
      return { first, last: upperBound(points, target(point, high, 1)) - 1 };
    };
  };
}

function pointOf(value: Value, unit: Unit | null): number {
  if (unit === null) {
    if (isNumber(value)) return toDouble(value);
    throw mongoError(5429414, `Invalid range: Expected the sortBy field to be a number, but it was ${nameOf(value)}`);
  }
  if (value instanceof Date) return value.getTime();
  throw mongoError(5429513, `Invalid range: Expected the sortBy field to be a Date, but it was ${nameOf(value)}`);
}

function lowerBound(points: readonly number[], target: number): number {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle] as number) < target) low = middle + 1;
    else high = middle;
  }
  return low;
}

function upperBound(points: readonly number[], target: number): number {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle] as number) <= target) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Compiles `window: { documents | range, unit }`; absent = the whole partition. @throws 9, 5339900 … 5339902 */
export function compileFrame(window: Value, sortBy: Doc | null): Frame {
  if (window === undefined) return WHOLE;
  if (!isDocument(window)) throw mongoError(9, "'window' field must be an object");
  const unknown = Object.keys(window).find((key) => !["documents", "range", "unit"].includes(key));
  if (unknown !== undefined)
    throw mongoError(9, `'window' field can only contain 'documents' or 'range' and 'unit', found '${unknown}'`);
  const { documents, range, unit } = window;
  if (documents !== undefined && range !== undefined)
    throw mongoError(9, "Window bounds can specify either 'documents' or 'range', not both.");
  if (documents !== undefined) {
    if (unit !== undefined) throw mongoError(9, "Window bounds can only specify 'unit' with range-based bounds.");
    const edges = parseEdges(documents, true);
    if (sortBy === null && edges.some((edge) => edge !== "unbounded"))
      throw mongoError(5339901, "Document-based bounds require a sortBy");
    return documentFrame(edges);
  }
  if (range === undefined) return WHOLE;
  const keys = sortBy === null ? [] : Object.keys(sortBy);
  if (sortBy === null || keys.length !== 1)
    throw mongoError(5339902, "Range-based bounds require sortBy a single field");
  if (!isNumber(sortBy[keys[0] as string]) || toDouble(sortBy[keys[0] as string] as number) !== 1)
    throw mongoError(8947401, "Range-based bounds require an ascending sortBy");
  if (unit !== undefined && typeof unit !== "string") throw mongoError(9, "'unit' must be a string");
  return rangeFrame(parseEdges(range, false), unit === undefined ? null : parseUnit(unit));
}
