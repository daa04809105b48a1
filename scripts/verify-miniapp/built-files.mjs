import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/** Every file of a build, as paths with / relative to it, sorted. */
export function listFiles(dist) {
  return readdirSync(dist, { recursive: true })
    .map((file) => String(file).split(path.sep).join("/"))
    .filter((file) => statSync(path.join(dist, file)).isFile())
    .sort();
}

/** The JavaScript of a build. */
export function readSources(dist) {
  return listFiles(dist)
    .filter((file) => file.endsWith(".js"))
    .map((file) => ({ file, text: readFileSync(path.join(dist, file), "utf8") }));
}
