import { Decimal128, Long } from "bson";
import { encodeDecimal } from "../../bson/decimal";
import { encodeKey } from "../../bson/keys";
import {
  addNumbers,
  divideNumbers,
  isInt32,
  isNumber,
  makeDouble,
  makeInteger,
  makeLong,
  type NumberValue,
  numberType,
  toDouble,
  toInteger,
} from "../../bson/numbers";
import { compareValues, type Doc, type Value } from "../../bson/values";
import { isNullish } from "../expressions/context";
import { mergeObjects } from "../expressions/objects";

/** Takes values one by one and gives their summary. */
export type ValueState = { add(value: Value): void; result(): Value };

const SAFE_HALF = 2 ** 52;

/** Neumaier's sum: the digits that adding doubles loses are kept aside. Null while nothing was added. */
function compensatedSum() {
  let total = 0;
  let compensation = 0;
  let isEmpty = true;
  return {
    add(value: number): void {
      isEmpty = false;
      const sum = total + value;
      compensation += Math.abs(total) >= Math.abs(value) ? total - sum + value : value - sum + total;
      total = sum;
    },
    sum(): number | null {
      if (isEmpty) return null;
      return Number.isFinite(total) ? total + compensation : total;
    },
  };
}

/** An exact running total of mixed number types; other values are passed over. */
function totalState() {
  let small = 0;
  let big = 0n;
  const doubles = compensatedSum();
  let decimal: NumberValue | null = null;
  let count = 0;
  let hasLong = false;

  function addOther(value: NumberValue): void {
    if (value instanceof Decimal128) decimal = decimal === null ? value : addNumbers(decimal, value);
    else if (value instanceof Long) {
      hasLong = true;
      big += value.toBigInt();
    } else if (numberType(value) === "int") big += toInteger(value) ?? 0n;
    else doubles.add(toDouble(value));
  }

  return {
    add(value: Value): void {
      if (typeof value === "number") {
        count += 1;
        if (!isInt32(value)) doubles.add(value);
        else {
          small += value;
          if (small > SAFE_HALF || small < -SAFE_HALF) {
            big += BigInt(small);
            small = 0;
          }
        }
      } else if (isNumber(value)) {
        count += 1;
        addOther(value);
      }
    },
    count: () => count,
    total(): NumberValue {
      const whole = big + BigInt(small);
      const double = doubles.sum();
      if (decimal !== null) {
        const exact = addNumbers(decimal, encodeDecimal({ coefficient: whole, exponent: 0 })) as NumberValue;
        return double === null ? exact : (addNumbers(exact, makeDouble(double)) as NumberValue);
      }
      if (double !== null) return makeDouble(double + Number(whole));
      const integer = makeInteger(whole);
      if (integer === null) return makeDouble(Number(whole));
      return hasLong && typeof integer === "number" ? makeLong(integer) : integer;
    },
  };
}

export function sumState(): ValueState {
  const total = totalState();
  return { add: total.add, result: total.total };
}

export function averageState(): ValueState {
  const total = totalState();
  return {
    add: total.add,
    result() {
      const count = total.count();
      return count === 0 ? null : divideNumbers(total.total(), count);
    },
  };
}

function extremeState(sign: 1 | -1): ValueState {
  let best: Value = null;
  let found = false;
  return {
    add(value) {
      if (isNullish(value)) return;
      if (!found || compareValues(value, best) * sign < 0) best = value;
      found = true;
    },
    result: () => best,
  };
}

export const minState = (): ValueState => extremeState(1);
export const maxState = (): ValueState => extremeState(-1);

export function firstState(): ValueState {
  let first: Value;
  let found = false;
  return {
    add(value) {
      if (found) return;
      first = value;
      found = true;
    },
    result: () => first ?? null,
  };
}

export function lastState(): ValueState {
  let last: Value;
  return {
    add(value) {
      last = value;
    },
    result: () => last ?? null,
  };
}

export function pushState(): ValueState {
  const items: Value[] = [];
  return {
    add(value) {
      if (value !== undefined) items.push(value);
    },
    result: () => items,
  };
}

export function addToSetState(): ValueState {
  const items = new Map<string, Value>();
  return {
    add(value) {
      if (value === undefined) return;
      const key = encodeKey(value);
      if (!items.has(key)) items.set(key, value);
    },
    result: () => [...items.values()],
  };
}

/** Welford's method; `sample` divides by n - 1. */
function deviationState(sample: boolean): ValueState {
  let count = 0;
  let mean = 0;
  let squares = 0;
  return {
    add(value) {
      if (!isNumber(value)) return;
      const number = toDouble(value);
      count += 1;
      const delta = number - mean;
      mean += delta / count;
      squares += delta * (number - mean);
    },
    result() {
      const divisor = sample ? count - 1 : count;
      return divisor <= 0 ? null : makeDouble(Math.sqrt(squares / divisor));
    },
  };
}

export const populationDeviationState = (): ValueState => deviationState(false);
export const sampleDeviationState = (): ValueState => deviationState(true);

export function mergeObjectsState(): ValueState {
  let merged: Doc = {};
  return {
    add(value) {
      if (!isNullish(value)) merged = mergeObjects([merged, value]);
    },
    result: () => merged,
  };
}
