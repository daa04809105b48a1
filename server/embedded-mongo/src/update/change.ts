import type { Doc, Value } from "../bson/values";

/** The modifier leaves the field as it is. */
export const SKIP: unique symbol = Symbol("skip");
/** The modifier takes the field away. */
export const REMOVE: unique symbol = Symbol("remove");

/** What a modifier may look at beside the current value. */
export type ChangeContext = { doc: Doc; path: string; now: Date };

/** New value of a field out of its current one (undefined = missing), or SKIP, or REMOVE. */
export type Change = (current: Value, context: ChangeContext) => Value;

/** Makes the change of `{ $operator: { path: argument } }`. */
export type ChangeCompiler = (argument: Value, path: string) => Change;
