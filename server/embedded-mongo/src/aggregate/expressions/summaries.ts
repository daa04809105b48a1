import {
  averageState,
  maxState,
  minState,
  populationDeviationState,
  sampleDeviationState,
  sumState,
  type ValueState,
} from "../accumulators/states";
import { type OperatorTable, variadic } from "./context";

/** One argument that is an array stands for its elements; of several arguments arrays are values like others. */
function summary(create: () => ValueState) {
  return variadic((values) => {
    const state = create();
    const [only] = values;
    const items = values.length === 1 && Array.isArray(only) ? only : values;
    for (const item of items) state.add(item);
    return state.result();
  });
}

/** The accumulators that also work as expressions over the values of one document. */
export const SUMMARIES: OperatorTable = {
  $sum: summary(sumState),
  $avg: summary(averageState),
  $min: summary(minState),
  $max: summary(maxState),
  $stdDevPop: summary(populationDeviationState),
  $stdDevSamp: summary(sampleDeviationState),
};
