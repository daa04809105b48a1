import type { UUID } from "bson";
import { parseDocument, serializeDocument } from "../bson/raw";
import { type Doc, isDocument } from "../bson/values";
import { mongoError } from "../errors";
import { Collection } from "./collection";
import type { Disk, DiskOperation } from "./disk";
import type { KeyImage } from "./key-image";
import { loadAll } from "./load";
import { MemoryDisk } from "./memory-disk";
import type { StoredRecord } from "./record";
import { RecordCache } from "./record-cache";
import type { IndexSpec } from "./secondary-index";

/** An open transaction keeps the version that its snapshot must go on seeing. */
export type SnapshotKeeper = { keepPreImage(collection: Collection, key: string, old: StoredRecord | null): void };

const MAX_NAMESPACE_BYTES = 255;

function checkName(db: string, name: string): void {
  const isBad = name === "" || name.startsWith(".") || name.endsWith(".") || name.includes("$") || name.includes("\0");
  if (isBad || /[/\\. "$*<>:|?\0]/.test(db) || db === "" || db.length > 63) {
    throw mongoError(73, `Invalid namespace specified '${db}.${name}'`);
  }
  if (Buffer.byteLength(`${db}.${name}`) > MAX_NAMESPACE_BYTES) {
    throw mongoError(73, `Fully qualified namespace is too long. Namespace: ${db}.${name} Max: ${MAX_NAMESPACE_BYTES}`);
  }
}

/** All databases: what is in them in memory, the documents on disk. Everything here is synchronous except `durable`. */
export class Engine {
  readonly databases = new Map<string, Map<string, Collection>>();
  readonly snapshots = new Set<SnapshotKeeper>();
  readonly cache = new RecordCache();
  private readonly disk: Disk;
  private nextCollection = 1;
  private nextRecord = 1;

  /** @param disk null: everything stays in memory */
  constructor(disk: Disk | null) {
    this.disk = disk ?? new MemoryDisk();
  }

  /** Reads everything that the disk holds, the keys from their image if there is one. Call once, before the first command. */
  load(image: KeyImage | null = null): void {
    const last = loadAll(this.disk, (id, entry) => this.restore(id, entry), image);
    this.nextRecord = last + 1;
  }

  /** Every collection with the last record number given out: what an image of the keys is made of. */
  imaged(): { collections: Collection[]; lastRecord: number } {
    const collections = [...this.databases.values()].flatMap((names) => [...names.values()]);
    return { collections, lastRecord: this.nextRecord - 1 };
  }

  nextRecordNumber(): number {
    return this.nextRecord++;
  }

  log(operation: DiskOperation): void {
    this.disk.write(operation);
  }

  /** To be called before anything in memory is changed. @throws 96 when nothing can be written any more */
  checkWritable(): void {
    this.disk.checkWritable();
  }

  read(collection: number, number: number): string | undefined {
    return this.disk.read(collection, number);
  }

  /** Changes that the disk is not done with yet. */
  get backlog(): number {
    return this.disk.backlog;
  }

  /** Resolves when a part of the backlog is done with; null when nothing is being done. */
  eased(): Promise<void> | null {
    return this.disk.eased();
  }

  /** Resolves when everything logged so far is on disk; null when it already is. */
  durable(): Promise<void> | null {
    return this.disk.written();
  }

  /** Resolves when all that was acknowledged so far lies where other processes read it. */
  checkpoint(): Promise<void> {
    return this.disk.checkpoint();
  }

  find(db: string, name: string): Collection | undefined {
    return this.databases.get(db)?.get(name);
  }

  /** The collection, created when it does not exist. @throws 73 for a bad name */
  ensure(db: string, name: string): Collection {
    return this.find(db, name) ?? this.create(db, name, {});
  }

  create(db: string, name: string, options: Doc): Collection {
    checkName(db, name);
    this.checkWritable();
    const collection = new Collection(this, this.nextCollection++, db, name, options);
    this.register(collection);
    this.saveCatalogue(collection);
    return collection;
  }

  createIndex(collection: Collection, spec: IndexSpec): void {
    this.checkWritable();
    collection.addIndex(spec);
    this.saveCatalogue(collection);
  }

  dropIndex(collection: Collection, name: string): void {
    this.checkWritable();
    collection.indexes.delete(name);
    this.saveCatalogue(collection);
  }

  drop(collection: Collection): void {
    this.checkWritable();
    this.unregister(collection);
    collection.isDropped = true;
    this.log({ kind: "removeCollection", collection: collection.id });
    for (const number of collection.records.numbers()) {
      this.log({ kind: "remove", collection: collection.id, number });
      this.cache.remove(number);
    }
  }

  rename(collection: Collection, to: { db: string; name: string }): void {
    checkName(to.db, to.name);
    this.checkWritable();
    this.unregister(collection);
    collection.db = to.db;
    collection.name = to.name;
    this.register(collection);
    this.saveCatalogue(collection);
  }

  saveCatalogue(collection: Collection): void {
    const entry = {
      db: collection.db,
      name: collection.name,
      options: collection.options,
      uuid: collection.uuid,
      indexes: [...collection.indexes.values()].map((index) => index.spec),
    };
    this.log({ kind: "putCollection", collection: collection.id, raw: serializeDocument(entry).toString("latin1") });
  }

  /** Open transactions keep what their snapshot saw before a change becomes visible. */
  beforeChange(
    collection: Collection,
    key: string,
    change: { old: StoredRecord | null; by: SnapshotKeeper | null },
  ): void {
    for (const snapshot of this.snapshots) {
      if (snapshot !== change.by) snapshot.keepPreImage(collection, key, change.old);
    }
  }

  private register(collection: Collection): void {
    let names = this.databases.get(collection.db);
    if (names === undefined) {
      names = new Map();
      this.databases.set(collection.db, names);
    }
    names.set(collection.name, collection);
  }

  private unregister(collection: Collection): void {
    const names = this.databases.get(collection.db);
    names?.delete(collection.name);
    if (names?.size === 0) this.databases.delete(collection.db);
  }

  private restore(id: number, raw: Buffer): { collection: Collection; indexes: IndexSpec[] } {
    const entry = parseDocument(raw);
    const options = isDocument(entry.options) ? entry.options : {};
    const collection = new Collection(this, id, String(entry.db), String(entry.name), options);
    collection.uuid = entry.uuid as UUID;
    this.register(collection);
    this.nextCollection = Math.max(this.nextCollection, id + 1);
    return { collection, indexes: entry.indexes as IndexSpec[] };
  }
}
