import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { createDiskStorage } from "./storage";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "club-storage-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("gives back the same bytes and type; the same photo twice is one file", async () => {
  const storage = createDiskStorage(folder);
  const bytes = Buffer.from([0xff, 0xd8, 0xff, 1, 2, 3]);
  const [first, second] = await Promise.all([storage.put(bytes, "image/jpeg"), storage.put(bytes, "image/jpeg")]);
  expect(first.id).toBe(second.id);
  const found = await storage.get(first.id);
  expect(found?.contentType).toBe("image/jpeg");
  expect(found && (await buffer(found.stream))).toEqual(bytes);
});

test.each(["../../etc/passwd", "", "0".repeat(63), "0".repeat(64)])("finds nothing under %p", async (id) => {
  expect(await createDiskStorage(folder).get(id)).toBeNull();
});
