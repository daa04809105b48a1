import type { Disk, DiskOperation } from "./disk";

/** Keeps the documents in memory, for servers without a data directory. */
export class MemoryDisk implements Disk {
  readonly backlog = 0;
  private readonly byNumber = new Map<number, string>();

  checkWritable(): void {}

  write(operation: DiskOperation): void {
    if (operation.kind === "put") this.byNumber.set(operation.number, operation.raw);
    else if (operation.kind === "remove") this.byNumber.delete(operation.number);
  }

  read(_collection: number, number: number): string | undefined {
    return this.byNumber.get(number);
  }

  written(): null {
    return null;
  }

  eased(): null {
    return null;
  }

  async checkpoint(): Promise<void> {}

  catalogue(): [] {
    return [];
  }

  documents(): [] {
    return [];
  }

  async close(): Promise<void> {
    this.byNumber.clear();
  }
}
