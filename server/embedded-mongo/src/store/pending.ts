import type { DiskOperation } from "./disk";
import type { Change } from "./journal-format";

type Entry = { operation: DiskOperation; change: Change };

function placeOf(operation: DiskOperation): string | number {
  return "number" in operation ? operation.number : `collection ${operation.collection}`;
}

/** What the journal holds and the tables do not: the latest change of each record and of each collection's entry. */
export class Pending {
  private readonly entries = new Map<string | number, Entry>();

  get size(): number {
    return this.entries.size;
  }

  /** Of the values that are going to be written. */
  get bytes(): number {
    let sum = 0;
    for (const { change } of this.entries.values()) sum += change.value?.length ?? 0;
    return sum;
  }

  /** @param changes those of the operations, in their order */
  add(operations: readonly DiskOperation[], changes: readonly Change[]): void {
    for (const [i, operation] of operations.entries()) {
      this.entries.set(placeOf(operation), { operation, change: changes[i] as Change });
    }
  }

  *changes(): Generator<Change> {
    for (const { change } of this.entries.values()) yield change;
  }

  *operations(): Generator<DiskOperation> {
    for (const { operation } of this.entries.values()) yield operation;
  }
}
