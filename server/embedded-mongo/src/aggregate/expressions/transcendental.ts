import { Decimal128 } from "bson";
import { isNumber, makeDouble, toDouble } from "../../bson/numbers";
import type { Value } from "../../bson/values";
import { mongoError } from "../../errors";
import { requireNumber } from "./arithmetic";
import { binary, isNullish, nameOf, type OperatorTable, unary } from "./context";

/** A function over doubles; a decimal argument would need 34 digits and is refused. */
function real(apply: (value: number, name: string) => number) {
  return unary((value, name) => {
    if (isNullish(value)) return null;
    const number = requireNumber(value, name);
    if (number instanceof Decimal128) throw mongoError(238, `${name} of a decimal is not supported by this server`);
    return makeDouble(apply(toDouble(number), name));
  });
}

function logarithm(value: Value, base: Value): Value {
  if (isNullish(value) || isNullish(base)) return null;
  if (!isNumber(value)) throw mongoError(28756, `$log's argument must be numeric, not ${nameOf(value)}`);
  if (!isNumber(base)) throw mongoError(28757, `$log's base must be numeric, not ${nameOf(base)}`);
  if (value instanceof Decimal128 || base instanceof Decimal128)
    throw mongoError(238, "$log of a decimal is not supported by this server");
  const [x, b] = [toDouble(value), toDouble(base)];
  if (x <= 0) throw mongoError(28758, `$log's argument must be a positive number, but is ${x}`);
  if (b <= 0 || b === 1) throw mongoError(28759, `$log's base must be a positive number not equal to 1, but is ${b}`);
  return makeDouble(Math.log(x) / Math.log(b));
}

function positive(code: number, apply: (value: number) => number) {
  return real((value, name) => {
    if (value <= 0) throw mongoError(code, `${name}'s argument must be a positive number, but is ${value}`);
    return apply(value);
  });
}

/** Arc functions and the like are defined on a part of the line only. */
function within(min: number, max: number, apply: (value: number) => number) {
  return real((value, name) => {
    if (value < min || value > max)
      throw mongoError(50989, `cannot apply ${name} to ${value}, value must be in [${min},${max}]`);
    return apply(value);
  });
}

const finite = (apply: (value: number) => number) =>
  real((value, name) => {
    if (Math.abs(value) === Number.POSITIVE_INFINITY)
      throw mongoError(50989, `cannot apply ${name} to ${value}, value must be in (-inf,inf)`);
    return apply(value);
  });

/** Exponential, logarithms and trigonometry, over doubles. */
export const TRANSCENDENTAL: OperatorTable = {
  $exp: real(Math.exp),
  $ln: positive(28766, Math.log),
  $log10: positive(28761, Math.log10),
  $log: binary(logarithm),
  $sin: finite(Math.sin),
  $cos: finite(Math.cos),
  $tan: finite(Math.tan),
  $asin: within(-1, 1, Math.asin),
  $acos: within(-1, 1, Math.acos),
  $atan: real(Math.atan),
  $atan2: binary((y, x) => {
    if (isNullish(y) || isNullish(x)) return null;
    return makeDouble(
      Math.atan2(toDouble(requireNumber(y, "$atan2", 51044)), toDouble(requireNumber(x, "$atan2", 51045))),
    );
  }),
  $sinh: real(Math.sinh),
  $cosh: real(Math.cosh),
  $tanh: real(Math.tanh),
  $asinh: real(Math.asinh),
  $acosh: within(1, Number.POSITIVE_INFINITY, Math.acosh),
  $atanh: within(-1, 1, Math.atanh),
  $degreesToRadians: real((value) => value * (Math.PI / 180)),
  $radiansToDegrees: real((value) => value * (180 / Math.PI)),
};
