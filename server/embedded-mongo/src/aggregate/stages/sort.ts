import { type Doc, isDocument, type Value } from "../../bson/values";
import { mongoError } from "../../errors";
import { compileSortKeys, type SortKeys, sortDocuments } from "../../query/sort";
import type { Stage } from "../types";
import { collect } from "./helpers";

type Entry = { doc: Doc; keys: Value[]; position: number };

/** `$sort`, stable; with a limit only that many documents are kept at any time. @throws 15973, 15976 and those of the keys */
export function sortStage(spec: Value, limit: number | null): Stage {
  if (!isDocument(spec)) throw mongoError(15973, "the $sort key specification must be an object");
  if (Object.keys(spec).length === 0) throw mongoError(15976, "$sort stage must have at least one sort key");
  const keys = compileSortKeys(spec);
  if (limit === null) return (input) => later(() => sortDocuments(collect(input), spec));
  return (input) => later(() => firstOf(input, keys, limit));
}

function* later(produce: () => Doc[]): Generator<Doc> {
  yield* produce();
}

/** The first n documents of the order: a heap with the greatest on top. */
function firstOf(input: Iterable<Doc>, { of, compare }: SortKeys, n: number): Doc[] {
  const order = (a: Entry, b: Entry): number => compare(a.keys, b.keys) || a.position - b.position;
  const heap: Entry[] = [];
  let position = 0;
  for (const doc of input) {
    const entry = { doc, keys: of(doc), position: position++ };
    if (heap.length < n) {
      heap.push(entry);
      siftUp(heap, order);
    } else if (compare(entry.keys, (heap[0] as Entry).keys) < 0) {
      heap[0] = entry;
      siftDown(heap, order);
    }
  }
  return heap.sort(order).map((entry) => entry.doc);
}

function siftUp(heap: Entry[], order: (a: Entry, b: Entry) => number): void {
  let child = heap.length - 1;
  while (child > 0) {
    const parent = (child - 1) >> 1;
    if (order(heap[child] as Entry, heap[parent] as Entry) <= 0) return;
    swap(heap, child, parent);
    child = parent;
  }
}

function siftDown(heap: Entry[], order: (a: Entry, b: Entry) => number): void {
  let parent = 0;
  for (;;) {
    let greatest = parent;
    for (const child of [2 * parent + 1, 2 * parent + 2]) {
      if (child < heap.length && order(heap[child] as Entry, heap[greatest] as Entry) > 0) greatest = child;
    }
    if (greatest === parent) return;
    swap(heap, parent, greatest);
    parent = greatest;
  }
}

function swap(heap: Entry[], a: number, b: number): void {
  const held = heap[a] as Entry;
  heap[a] = heap[b] as Entry;
  heap[b] = held;
}
