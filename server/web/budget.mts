import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

type Chunk = { type: "chunk"; fileName: string; code: string; isEntry: boolean; imports: string[] };
type Output = Record<string, { type: "asset" | "chunk"; fileName: string }>;

/** Fails the build when what a door loads before anybody has signed in is more than `maxKb` KB of gzipped JavaScript. */
export function firstLoadBudget(maxKb: number): Plugin {
  return {
    name: "first-load-budget",
    generateBundle(_options, bundle) {
      const chunks = chunksOf(bundle);
      for (const entry of chunks.values()) {
        if (!entry.isEntry) continue;
        const kb =
          Math.round([...closureOf(entry, chunks)].reduce((sum, chunk) => sum + gzipSize(chunk), 0) / 102.4) / 10;
        const message = `${entry.fileName}: ${kb} KB of JavaScript (gzip) before sign-in, at most ${maxKb} KB`;
        if (kb > maxKb) this.error(message);
        this.info(message);
      }
    },
  };
}

function chunksOf(bundle: Output): Map<string, Chunk> {
  const chunks = Object.values(bundle).filter((item): item is Chunk => item.type === "chunk");
  return new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
}

/** The chunk and everything that it imports statically. */
function closureOf(entry: Chunk, chunks: ReadonlyMap<string, Chunk>): Set<Chunk> {
  const seen = new Set<Chunk>([entry]);
  for (const chunk of seen) {
    for (const name of chunk.imports) {
      const imported = chunks.get(name);
      if (imported) seen.add(imported);
    }
  }
  return seen;
}

function gzipSize(chunk: Chunk): number {
  return gzipSync(chunk.code, { level: 9 }).length;
}
