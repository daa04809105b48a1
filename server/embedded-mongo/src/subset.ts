import { ACCUMULATOR_NAMES } from "./aggregate/accumulators/compile";
import { EXPRESSION_NAMES, VARIABLE_NAMES } from "./aggregate/expressions/compile";
import { STAGE_NAMES } from "./aggregate/pipeline";
import { WINDOW_FUNCTION_NAMES } from "./aggregate/stages/window-functions";
import { UPDATE_STAGE_NAMES } from "./aggregate/update-stages";
import { INDEX_OPTIONS } from "./commands/index-spec";
import { COMMANDS } from "./commands/table";
import { TOP_LEVEL_OPERATORS } from "./query/match";
import { FIELD_OPERATORS } from "./query/operators";
import { UPDATE_OPERATORS } from "./update/modifiers";
import { PUSH_CLAUSES } from "./update/push";

/**
 * The part of MongoDB that this server is, by the tables that it works from: what is not here is refused. The README lists
 * the same under the same titles, and a test compares the two.
 */
export const SUBSET = {
  Commands: [...COMMANDS.keys()],
  Queries: [...TOP_LEVEL_OPERATORS, ...FIELD_OPERATORS],
  Updates: [...UPDATE_OPERATORS, ...PUSH_CLAUSES],
  "Update pipelines": UPDATE_STAGE_NAMES,
  Projections: ["$slice", "$elemMatch"],
  Stages: STAGE_NAMES,
  Accumulators: ACCUMULATOR_NAMES,
  "Window functions": WINDOW_FUNCTION_NAMES,
  Expressions: EXPRESSION_NAMES,
  Variables: VARIABLE_NAMES,
  "Index options": INDEX_OPTIONS,
} satisfies Record<string, readonly string[]>;
