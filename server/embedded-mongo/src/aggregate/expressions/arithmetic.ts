import { Decimal128 } from "bson";
import { type Decimal, decodeDecimal, encodeDecimal, power10 } from "../../bson/decimal";
import {
  addNumbers,
  divideNumbers,
  isNumber,
  makeDouble,
  makeInteger,
  makeLong,
  multiplyNumbers,
  type NumberValue,
  numberType,
  simplify,
  subtractNumbers,
  toDouble,
  toExact,
  toInteger,
} from "../../bson/numbers";
import type { Value } from "../../bson/values";
import { mongoError } from "../../errors";
import { binary, isNullish, nameOf, type OperatorTable, unary, variadic } from "./context";

/** Sum that falls back to a double where an int64 would overflow, as aggregation does. */
function addOrWiden(a: NumberValue, b: NumberValue): NumberValue {
  return addNumbers(a, b) ?? makeDouble(toDouble(a) + toDouble(b));
}

function add(values: Value[]): Value {
  let total: NumberValue = 0;
  let date: number | null = null;
  for (const value of values) {
    if (isNullish(value)) return null;
    if (value instanceof Date) {
      if (date !== null) throw mongoError(14, "only one date allowed in an $add expression");
      date = value.getTime();
    } else if (isNumber(value)) total = addOrWiden(total, value);
    else throw mongoError(14, `$add only supports numeric or date types, not ${nameOf(value)}`);
  }
  return date === null ? total : dateOf(date + Math.round(toDouble(total)));
}

function dateOf(milliseconds: number): Date {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) throw mongoError(15, "date overflow");
  return date;
}

function subtract(a: Value, b: Value): Value {
  if (isNullish(a) || isNullish(b)) return null;
  if (a instanceof Date) {
    if (b instanceof Date) return makeLong(a.getTime() - b.getTime());
    if (isNumber(b)) return dateOf(a.getTime() - Math.round(toDouble(b)));
  } else if (isNumber(a) && isNumber(b)) return subtractNumbers(a, b) ?? makeDouble(toDouble(a) - toDouble(b));
  throw mongoError(14, `can't $subtract ${nameOf(b)} from ${nameOf(a)}`);
}

function multiply(values: Value[]): Value {
  let product: NumberValue = 1;
  for (const value of values) {
    if (isNullish(value)) return null;
    if (!isNumber(value)) throw mongoError(14, `$multiply only supports numeric types, not ${nameOf(value)}`);
    product = multiplyNumbers(product, value) ?? makeDouble(toDouble(product) * toDouble(value));
  }
  return product;
}

function divide(a: Value, b: Value): Value {
  if (isNullish(a) || isNullish(b)) return null;
  if (!isNumber(a) || !isNumber(b))
    throw mongoError(14, `$divide only supports numeric types, not ${nameOf(a)} and ${nameOf(b)}`);
  if (toDouble(b) === 0) throw mongoError(2, "can't $divide by zero");
  return divideNumbers(a, b);
}

function mod(a: Value, b: Value): Value {
  if (isNullish(a) || isNullish(b)) return null;
  if (!isNumber(a) || !isNumber(b))
    throw mongoError(16611, `$mod only supports numeric types, not ${nameOf(a)} and ${nameOf(b)}`);
  if (toDouble(b) === 0) throw mongoError(16610, "can't $mod by zero");
  const [typeA, typeB] = [numberType(a), numberType(b)];
  if (typeA === "decimal" || typeB === "decimal") return decimalRemainder(a, b);
  if (typeA === "double" || typeB === "double") return makeDouble(toDouble(a) % toDouble(b));
  const rest = (toInteger(a) ?? 0n) % (toInteger(b) ?? 1n);
  return typeA === "int" && typeB === "int" ? Number(rest) : makeLong(rest);
}

function decimalRemainder(a: NumberValue, b: NumberValue): Decimal128 {
  const [x, y] = [simplify(a), simplify(b)];
  if (!isFiniteValue(x)) return encodeDecimal(Number.NaN);
  if (!isFiniteValue(y)) return Number.isNaN(y) ? encodeDecimal(Number.NaN) : encodeDecimal(toExact(x));
  const [first, second] = [toExact(x), toExact(y)];
  const exponent = Math.min(first.exponent, second.exponent);
  const scale = (value: Decimal) => value.coefficient * power10(value.exponent - exponent);
  return encodeDecimal({ coefficient: scale(first) % scale(second), exponent });
}

/** Not NaN and not an infinity. */
function isFiniteValue(value: number | bigint | Decimal): value is number | bigint | Decimal {
  return typeof value !== "number" || Number.isFinite(value);
}

function abs(value: Value, name: string): Value {
  if (isNullish(value)) return null;
  const number = requireNumber(value, name);
  const type = numberType(number);
  if (type === "decimal") {
    const decimal = decodeDecimal(number as Decimal128);
    if (typeof decimal === "number") return encodeDecimal(Math.abs(decimal));
    return decimal.coefficient < 0n
      ? encodeDecimal({ coefficient: -decimal.coefficient, exponent: decimal.exponent })
      : number;
  }
  if (type === "double") return makeDouble(Math.abs(toDouble(number)));
  const integer = toInteger(number) ?? 0n;
  const positive = integer < 0n ? -integer : integer;
  if (positive === 2n ** 63n) throw mongoError(28680, "can't take $abs of long long min");
  return type === "long" ? makeLong(positive) : makeInteger(positive);
}

/** @throws 28765 for anything that is not a number */
export function requireNumber(value: Value, name: string, code = 28765): NumberValue {
  if (isNumber(value)) return value;
  throw mongoError(code, `${name} only supports numeric types, not ${nameOf(value)}`);
}

function sqrt(value: Value, name: string): Value {
  if (isNullish(value)) return null;
  const number = requireNumber(value, name);
  if (toDouble(number) < 0) throw mongoError(28714, "$sqrt's argument must be greater than or equal to 0");
  if (!(number instanceof Decimal128)) return makeDouble(Math.sqrt(toDouble(number)));
  const decimal = decodeDecimal(number);
  return encodeDecimal(typeof decimal === "number" ? decimal : decimalSquareRoot(decimal));
}

function decimalSquareRoot({ coefficient, exponent }: Decimal): Decimal {
  if (coefficient === 0n) return { coefficient, exponent: Math.floor(exponent / 2) };
  const shift = 80 + (Math.abs(exponent) % 2);
  let root = integerSquareRoot(coefficient * power10(shift));
  let scale = (exponent - shift) / 2;
  while (root % 10n === 0n && scale < Math.floor(exponent / 2)) {
    root /= 10n;
    scale += 1;
  }
  return { coefficient: root, exponent: scale };
}

function integerSquareRoot(value: bigint): bigint {
  let estimate = 1n << BigInt(Math.ceil(value.toString(2).length / 2));
  for (;;) {
    const next = (estimate + value / estimate) >> 1n;
    if (next >= estimate) return estimate;
    estimate = next;
  }
}

function pow(base: Value, exponent: Value): Value {
  if (isNullish(base) || isNullish(exponent)) return null;
  if (!isNumber(base)) throw mongoError(28762, `$pow's base must be numeric, not ${nameOf(base)}`);
  if (!isNumber(exponent)) throw mongoError(28763, `$pow's exponent must be numeric, not ${nameOf(exponent)}`);
  const power = toDouble(exponent);
  if (toDouble(base) === 0 && power < 0)
    throw mongoError(28764, "$pow cannot take a base of 0 and a negative exponent");
  const types = [numberType(base), numberType(exponent)];
  if (types.includes("decimal")) return decimalPower(base, power);
  if (types.includes("double")) return makeDouble(toDouble(base) ** power);
  return integerPower({ base: toInteger(base) ?? 0n, power, wide: types.includes("long") });
}

function integerPower({ base, power, wide }: { base: bigint; power: number; wide: boolean }): Value {
  const unit = base === 1n || base === -1n;
  if (power < 0 && !unit) return makeDouble(Number(base) ** power);
  if (!unit && base !== 0n && power > 64) return makeDouble(Number(base) ** power);
  const result = unit ? base ** BigInt(Math.abs(power) % 2 === 0 ? 2 : 1) : base ** BigInt(power);
  const integer = makeInteger(result);
  if (integer === null) return makeDouble(Number(base) ** power);
  return wide && typeof integer === "number" ? makeLong(integer) : integer;
}

function decimalPower(base: NumberValue, power: number): Value {
  if (!Number.isInteger(power) || Math.abs(power) > 1000)
    throw mongoError(238, "$pow of decimals takes only whole exponents up to 1000 on this server");
  let result: NumberValue = encodeDecimal({ coefficient: 1n, exponent: 0 });
  for (let i = 0; i < Math.abs(power); i++) result = multiplyNumbers(result, base) as NumberValue;
  return power < 0 ? divideNumbers(encodeDecimal({ coefficient: 1n, exponent: 0 }), result) : result;
}

/** Arithmetic; see also `transcendental.ts` and `rounding.ts`. */
export const ARITHMETIC: OperatorTable = {
  $add: variadic(add),
  $subtract: binary(subtract),
  $multiply: variadic(multiply),
  $divide: binary(divide),
  $mod: binary(mod),
  $abs: unary(abs),
  $sqrt: unary(sqrt),
  $pow: binary(pow),
  $rand: () => () => makeDouble(Math.random()),
};
