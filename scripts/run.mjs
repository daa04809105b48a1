// `node scripts/run.mjs <program> [arguments]`: builds the server (under a second) and runs one of its programs in this process.
import { createRequire } from "node:module";
import { buildServer, programsFor } from "./build-server.mjs";
import { buildSites } from "./sites.mjs";

const [program, ...rest] = process.argv.slice(2);
const files = await buildServer(programsFor(program));
const file = files[program];
if (!file) {
  console.error(`There is no program "${program}". There are: ${Object.keys(files).join(", ")}.`);
  process.exit(2);
}
// `npm start` also builds what people look at. What cannot be built says so on its page; the rest works.
if (program === "main" && process.env.SITES !== "off") await buildSites();
process.setSourceMapsEnabled(true);
process.argv = [process.argv[0], file, ...rest];
createRequire(import.meta.url)(file);
