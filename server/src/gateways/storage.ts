import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Storage } from "./gateways";

const ID = /^[0-9a-f]{64}$/;

/**
 * Files on the server's own disk, named by the SHA-256 of their bytes (the same photo twice is one file). Several servers
 * need a shared folder. A file appears under its name only when it is whole.
 */
export function createDiskStorage(folder: string): Storage {
  const place = (id: string) => path.join(folder, id.slice(0, 2), id);
  return {
    async put(bytes, contentType) {
      const id = createHash("sha256").update(bytes).digest("hex");
      const target = place(id);
      await mkdir(path.dirname(target), { recursive: true });
      await writeWhole(`${target}.type`, Buffer.from(contentType));
      await writeWhole(target, bytes);
      return { id };
    },
    async get(id) {
      if (!ID.test(id)) return null;
      const target = place(id);
      const found = await stat(target).catch(() => null);
      if (!found) return null;
      return { stream: createReadStream(target), contentType: (await readFile(`${target}.type`)).toString() };
    },
  };
}

let sequence = 0;

async function writeWhole(target: string, bytes: Buffer): Promise<void> {
  sequence += 1;
  const temporary = `${target}.${process.pid}.${sequence}.part`;
  await writeFile(temporary, bytes, { flush: true });
  await rename(temporary, target);
}
