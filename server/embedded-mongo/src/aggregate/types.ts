import type { Doc } from "../bson/values";

/** What `$merge` does with one document of its input. */
export type MergeSpec = {
  on: string[];
  whenMatched: "replace" | "keepExisting" | "merge" | "fail" | Doc[];
  whenNotMatched: "insert" | "discard" | "fail";
  /** `let` of the stage, as expressions over the incoming document; default `{ new: "$$ROOT" }`. */
  let: Doc;
};

/** What a pipeline needs of the server. */
export type PipelineEnvironment = {
  now: Date;
  /** Values of the command's `let`. */
  variables?: Doc;
  collection: string;
  /** Documents of a collection of the same database in natural order, by index where one fits. */
  find(collection: string, filter: Doc): Iterable<Doc>;
  /** Writes the result of `$out` and `$merge`; absent where writing is not allowed. */
  write?(target: { db?: string; collection: string }, docs: Doc[], mode: "out" | MergeSpec): void;
  /** Whether an equality on this path of the collection is served by an index; absent = assume so. */
  indexed?(collection: string, path: string): boolean;
  /** Called often while documents flow; throws to end the pipeline (time limit, killed cursor). */
  interrupt?(): void;
};

export type Stage = (input: Iterable<Doc>) => Iterable<Doc>;

/** What is known while a pipeline is compiled. */
export type StageContext = {
  env: PipelineEnvironment;
  /** `$$NOW` and the variables in force: kept by reference, `$lookup` changes them per document. */
  variables: Doc;
  /** The enclosing stages, outermost first. */
  within: readonly string[];
  compile(pipeline: readonly unknown[], context: StageContext): Stage;
};

export type StageCompiler = (spec: unknown, context: StageContext, name: string) => Stage;
