// The reader of workbooks that the server's own tests use, for scripts.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const source = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../server/src/demo/chain/xlsx-reader.ts");
const { outputFiles } = buildSync({
  entryPoints: [source],
  bundle: true,
  platform: "node",
  format: "esm",
  write: false,
});
const module = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);

/** @returns {{ name: string, rows: string[][] }[]} @throws Error when the bytes are no workbook */
export const readWorkbook = module.readWorkbook;
