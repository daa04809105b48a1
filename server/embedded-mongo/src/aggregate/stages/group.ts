import { encodeKey } from "../../bson/keys";
import { compareNumbers, isNumber, toDouble } from "../../bson/numbers";
import { type Doc, isDocument, setField, type Value } from "../../bson/values";
import { mongoError } from "../../errors";
import { type Accumulator, accumulatorOf, type CreateAccumulator, compileAccumulator } from "../accumulators/compile";
import { compileExpression, type Scope } from "../expressions/compile";
import { nameOf } from "../expressions/context";
import type { StageCompiler, StageContext } from "../types";
import { expressionContext } from "./helpers";

/** A group under construction. */
export type Group = { id: Value; add(scope: Scope): void; finish(id: Doc): Doc };

/** Compiles the accumulated fields of `$group` and `$bucket`. @throws 40234 … 40238, 15952 */
export function compileGroupFields(fields: Doc, context: StageContext): (id: Value) => Group {
  const names = Object.keys(fields);
  const creators = names.map((field): CreateAccumulator => {
    if (field.includes(".")) throw mongoError(40235, `The field name '${field}' cannot contain '.'`);
    if (field.startsWith("$")) throw mongoError(40236, `The field name '${field}' cannot be an operator name`);
    const { name, argument } = accumulatorOf(field, fields[field]);
    return compileAccumulator(name, argument, expressionContext(context));
  });
  return (id) => {
    const accumulators = creators.map((create): Accumulator => create(id));
    return {
      id,
      add(scope) {
        for (let i = 0; i < accumulators.length; i++) (accumulators[i] as Accumulator).add(scope);
      },
      finish(doc) {
        for (let i = 0; i < accumulators.length; i++)
          setField(doc, names[i] as string, (accumulators[i] as Accumulator).result());
        return doc;
      },
    };
  };
}

/** `$group`, hashed by the key of `_id`. @throws 15947, 15955 */
export const group: StageCompiler = (spec, context) => {
  if (!isDocument(spec))
    throw mongoError(15947, `a group's fields must be specified in an object, not ${nameOf(spec)}`);
  if (!Object.hasOwn(spec, "_id")) throw mongoError(15955, "a group specification must include an _id");
  const { _id: idExpr, ...fields } = spec;
  const idOf = compileExpression(idExpr, { variables: context.variables });
  const create = compileGroupFields(fields, context);
  return function* (input) {
    const groups = groupTable(create);
    const scope: Scope = { root: {}, current: {}, variables: {} };
    for (const doc of input) {
      scope.root = doc;
      scope.current = doc;
      groups.of(idOf(scope) ?? null).add(scope);
    }
    for (const one of groups.all()) yield one.finish({ _id: one.id });
  };
};

function groupTable(create: (id: Value) => Group) {
  // Strings and numbers are their own key: the most common ids need no encoding.
  const byScalar = new Map<string | number, Group>();
  const byKey = new Map<string, Group>();
  const all: Group[] = [];
  function open(id: Value): Group {
    const group = create(id);
    all.push(group);
    return group;
  }
  return {
    of(id: Value): Group {
      const scalar = scalarKey(id);
      const found = scalar === null ? byKey.get(encodeKey(id)) : byScalar.get(scalar);
      if (found !== undefined) return found;
      const group = open(id);
      if (scalar === null) byKey.set(encodeKey(id), group);
      else byScalar.set(scalar, group);
      return group;
    },
    all: () => all,
  };
}

/** The text, or the double that is exactly this number; null for other values. */
function scalarKey(id: Value): string | number | null {
  if (typeof id === "string" || typeof id === "number") return id;
  if (!isNumber(id)) return null;
  const double = toDouble(id);
  return compareNumbers(double, id) === 0 ? double : null;
}
