import { isDocument, type Value } from "../../bson/values";
import { mongoError } from "../../errors";
import { type CompileContext, nameOf } from "../expressions/context";
import { REFUSED_EXPRESSIONS, SCRIPTS } from "../expressions/refused";
import { type AccumulatorCompiler, type CreateAccumulator, RANKED } from "./ranked";
import {
  addToSetState,
  averageState,
  firstState,
  lastState,
  maxState,
  mergeObjectsState,
  minState,
  populationDeviationState,
  pushState,
  sampleDeviationState,
  sumState,
  type ValueState,
} from "./states";

export type { Accumulator, CreateAccumulator } from "./ranked";

function ofValues(create: () => ValueState): AccumulatorCompiler {
  return (argument, context, name) => {
    if (Array.isArray(argument)) throw mongoError(40237, `The ${name} accumulator is a unary operator`);
    const evaluate = context.compile(argument, context);
    return () => {
      const state = create();
      return { add: (scope) => state.add(evaluate(scope)), result: state.result };
    };
  };
}

const count: AccumulatorCompiler = (argument) => {
  if (!isDocument(argument) || Object.keys(argument).length > 0)
    throw mongoError(9, "$count takes no arguments, i.e. $count:{}");
  return () => {
    const state = sumState();
    return { add: () => state.add(1), result: state.result };
  };
};

const ACCUMULATORS: Readonly<Record<string, AccumulatorCompiler>> = Object.assign(Object.create(null), {
  $sum: ofValues(sumState),
  $avg: ofValues(averageState),
  $min: ofValues(minState),
  $max: ofValues(maxState),
  $first: ofValues(firstState),
  $last: ofValues(lastState),
  $push: ofValues(pushState),
  $addToSet: ofValues(addToSetState),
  $stdDevPop: ofValues(populationDeviationState),
  $stdDevSamp: ofValues(sampleDeviationState),
  $mergeObjects: ofValues(mergeObjectsState),
  $count: count,
  ...RANKED,
});

/** The accumulators of groups, and of windows. */
export const ACCUMULATOR_NAMES: readonly string[] = Object.keys(ACCUMULATORS);

/** Compiles `{ $sum: … }` of a group's or window's field. @throws 15952 unknown, 115 scripts, 238 not supported */
export function compileAccumulator(name: string, argument: Value, context: CompileContext): CreateAccumulator {
  const compile = ACCUMULATORS[name];
  if (compile !== undefined) return compile(argument, context, name);
  if (SCRIPTS.has(name)) throw mongoError(115, `${name} runs JavaScript, which this server does not do`);
  if (REFUSED_EXPRESSIONS.has(name)) throw mongoError(238, `The accumulator ${name} is not supported by this server`);
  throw mongoError(15952, `unknown group operator '${name}'`);
}

/** The only operator of a group field. @throws 40234, 40238, 40236 */
export function accumulatorOf(field: string, spec: Value): { name: string; argument: Value } {
  if (!isDocument(spec))
    throw mongoError(40234, `The field '${field}' must be an accumulator object, found ${nameOf(spec)}`);
  const [name, ...others] = Object.keys(spec);
  if (name === undefined || !name.startsWith("$"))
    throw mongoError(40234, `The field '${field}' must be an accumulator object`);
  if (others.length > 0) throw mongoError(40238, `The field '${field}' must specify one accumulator`);
  return { name, argument: spec[name] };
}
