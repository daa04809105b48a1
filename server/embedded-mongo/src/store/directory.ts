import { closeSync, fsyncSync, openSync } from "node:fs";

/** Makes the names in a directory durable: new files and renamed ones. */
export function syncDirectory(directory: string): void {
  if (process.platform === "win32") return; // a directory cannot be opened there
  const fd = openSync(directory, "r");
  fsyncSync(fd);
  closeSync(fd);
}
