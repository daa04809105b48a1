import { encodeKey } from "../../bson/keys";
import { compareValues, type Doc, isDocument, type Value } from "../../bson/values";
import { mongoError } from "../../errors";
import { sortDocuments } from "../../query/sort";
import { compileExpression, followPath, scopeOf } from "../expressions/compile";
import { nameOf } from "../expressions/context";
import type { StageCompiler, StageContext } from "../types";
import { expressionContext, fieldPath, withValueAt } from "./helpers";
import { compileWindowFunction, type Partition, type WindowFunction } from "./window-functions";

type Output = { path: string[]; compute: WindowFunction };
type PartitionRows = { key: Value; docs: Doc[] };

function parseOutput(
  field: string,
  spec: Value,
  { sortBy, context }: { sortBy: Doc | null; context: StageContext },
): Output {
  if (!isDocument(spec)) throw mongoError(9, `The field '${field}' must be an object, found ${nameOf(spec)}`);
  const operators = Object.keys(spec).filter((key) => key !== "window");
  const [name = ""] = operators;
  if (operators.length !== 1 || !name.startsWith("$"))
    throw mongoError(9, `Window function for '${field}' must have exactly one function, found ${operators.length}`);
  const details = { name, argument: spec[name], window: spec.window, sortBy };
  return {
    path: fieldPath(field, "$setWindowFields output"),
    compute: compileWindowFunction(details, expressionContext(context)),
  };
}

function partitioned(input: Iterable<Doc>, keyOf: (doc: Doc) => Value): PartitionRows[] {
  const table = new Map<string, PartitionRows>();
  for (const doc of input) {
    const key = keyOf(doc);
    if (Array.isArray(key))
      throw mongoError(14, "An expression used to partition cannot evaluate to value of type array");
    const text = encodeKey(key);
    const found = table.get(text);
    if (found === undefined) table.set(text, { key, docs: [doc] });
    else found.docs.push(doc);
  }
  return [...table.values()].sort((a, b) => compareValues(a.key, b.key));
}

function openPartition(docs: Doc[], sortBy: Doc | null): Partition {
  const sorted = sortBy === null ? docs : sortDocuments(docs, sortBy);
  const paths = Object.keys(sortBy ?? {}).map((path) => path.split("."));
  return { docs: sorted, keys: sorted.map((doc) => paths.map((path) => followPath(doc, path, 0))) };
}

/** `$setWindowFields`: partitions in order of their key, documents in order of `sortBy`. */
export const setWindowFields: StageCompiler = (spec, context) => {
  if (!isDocument(spec)) throw mongoError(9, "the $setWindowFields stage specification must be an object");
  const unknown = Object.keys(spec).find((key) => !["partitionBy", "sortBy", "output"].includes(key));
  if (unknown !== undefined) throw mongoError(40415, `BSON field '$setWindowFields.${unknown}' is an unknown field.`);
  const { partitionBy = null, sortBy = null, output } = spec;
  if (!isDocument(output))
    throw mongoError(40414, "BSON field '$setWindowFields.output' is missing but a required field");
  if (sortBy !== null && !isDocument(sortBy)) throw mongoError(14, "$setWindowFields 'sortBy' must be an object");
  if (sortBy !== null) sortDocuments([], sortBy);
  const outputs = Object.keys(output).map((field) => parseOutput(field, output[field], { sortBy, context }));
  const key = compileExpression(partitionBy, { variables: context.variables });
  return function* (input) {
    for (const { docs } of partitioned(input, (doc) => key(scopeOf(doc)) ?? null)) {
      const partition = openPartition(docs, sortBy);
      const columns = outputs.map(({ compute }) => compute(partition));
      for (const [i, doc] of partition.docs.entries()) {
        let result = doc;
        for (const [k, { path }] of outputs.entries()) result = withValueAt(result, path, columns[k]?.[i]);
        yield result;
      }
    }
  };
};
