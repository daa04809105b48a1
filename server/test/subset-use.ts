import { SUBSET } from "../embedded-mongo/src/subset";

type Doc = Record<string, unknown>;
/** A command as the driver sent it. */
export type SentCommand = { name: string; command: Doc };

const set = (...lists: (readonly string[])[]): ReadonlySet<string> => new Set(lists.flat());
const FILTER = set(SUBSET.Queries);
const EXPRESSION = set(SUBSET.Expressions);
const PROJECTION = set(SUBSET.Projections, SUBSET.Expressions);
const ACCUMULATOR = set(SUBSET.Accumulators, SUBSET["Window functions"]);
const UPDATE = set(SUBSET.Updates);
const UPDATE_STAGE = set(SUBSET["Update pipelines"]);
const STAGE = set(SUBSET.Stages);
const VARIABLE = set(SUBSET.Variables);
const COMMAND = set(SUBSET.Commands);
const INDEX_OPTION = set(SUBSET["Index options"]);

const isDoc = (value: unknown): value is Doc =>
  typeof value === "object" && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value));
const isOperator = (name: string): boolean => /^\$[a-zA-Z]/.test(name);
const entriesOf = (value: unknown): [string, unknown][] => (isDoc(value) ? Object.entries(value) : []);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** What a command uses of MongoDB that the embedded database does not promise (its README, "What it understands"). */
export function outsideSubset({ name, command }: SentCommand): string[] {
  const faults = new Set<string>();
  const fault = (what: string): void => void faults.add(`${name}: ${what}`);
  if (!COMMAND.has(name)) fault("the command itself");
  const use = scanner(fault);
  if (command.collation !== undefined) fault("collation");
  use.filter(command.filter ?? (name === "explain" ? undefined : command.query));
  use.expression(command.let, EXPRESSION);
  use.projection(command.projection ?? command.fields);
  use.update(command.update, name === "findAndModify");
  use.pipeline(command.pipeline);
  for (const one of [...listOf(command.updates), ...listOf(command.deletes)] as Doc[]) {
    if (one.collation !== undefined) fault("collation");
    use.filter(one.q);
    use.update(one.u, true);
    for (const filter of listOf(one.arrayFilters)) use.filter(filter);
  }
  for (const filter of listOf(command.arrayFilters)) use.filter(filter);
  for (const index of listOf(command.indexes)) use.index(index);
  return [...faults];
}

function scanner(fault: (what: string) => void) {
  const check = (what: string, key: string, known: ReadonlySet<string>): void => {
    if (isOperator(key) && !known.has(key)) fault(`${what} ${key}`);
  };

  function filter(value: unknown): void {
    for (const part of listOf(value)) filter(part);
    for (const [key, part] of entriesOf(value)) {
      check("query operator", key, FILTER);
      if (key === "$expr") expression(part, EXPRESSION);
      else filter(part);
    }
  }

  function expression(value: unknown, known: ReadonlySet<string>): void {
    if (typeof value === "string" && /^\$\$[A-Z]/.test(value)) {
      const variable = value.split(".")[0] ?? "";
      if (!VARIABLE.has(variable)) fault(`variable ${variable}`);
    }
    for (const part of listOf(value)) expression(part, EXPRESSION);
    for (const [key, part] of entriesOf(value)) {
      check("expression", key, known);
      if (key !== "$literal") expression(part, EXPRESSION);
    }
  }

  function projection(value: unknown): void {
    for (const [, part] of entriesOf(value)) expression(part, PROJECTION);
  }

  function update(value: unknown, isUpdate: boolean): void {
    if (!isUpdate) return;
    for (const stage of listOf(value))
      for (const [key, part] of entriesOf(stage)) pipelineStage(key, part, UPDATE_STAGE);
    for (const [operator, fields] of entriesOf(value)) {
      check("update operator", operator, UPDATE);
      if (operator === "$pull") filter(fields);
      else for (const [, argument] of entriesOf(fields)) modifiers(operator, argument);
    }
  }

  function modifiers(operator: string, argument: unknown): void {
    if (operator !== "$push" && operator !== "$addToSet") return;
    for (const [key] of entriesOf(argument)) check(`modifier of ${operator}`, key, UPDATE);
  }

  function pipeline(value: unknown): void {
    for (const stage of listOf(value)) for (const [key, part] of entriesOf(stage)) pipelineStage(key, part, STAGE);
  }

  function pipelineStage(name: string, spec: unknown, known: ReadonlySet<string>): void {
    check("stage", name, known);
    if (name === "$match") filter(spec);
    else if (name === "$facet") for (const [, part] of entriesOf(spec)) pipeline(part);
    else if (name === "$group" || name === "$bucket" || name === "$setWindowFields") grouped(spec);
    else if (isDoc(spec) && spec.pipeline !== undefined) {
      pipeline(spec.pipeline);
      expression(spec.let, EXPRESSION);
    } else expression(spec, EXPRESSION);
  }

  function grouped(spec: unknown): void {
    for (const [field, part] of entriesOf(spec)) {
      if (field === "output") grouped(part);
      else if (["_id", "groupBy", "partitionBy", "sortBy", "boundaries", "default"].includes(field))
        expression(part, EXPRESSION);
      else expression(part, ACCUMULATOR);
    }
  }

  function index(value: unknown): void {
    for (const [option, part] of entriesOf(value))
      if (!INDEX_OPTION.has(option)) fault(`index option ${option} ${part}`);
    const { key, partialFilterExpression } = isDoc(value) ? value : {};
    for (const [path, kind] of entriesOf(key)) {
      if (kind !== 1 && kind !== -1) fault(`index kind ${String(kind)}`);
      if (path.includes("$**")) fault("index kind wildcard");
    }
    filter(partialFilterExpression);
  }

  return { filter, expression, projection, update, pipeline, index };
}
