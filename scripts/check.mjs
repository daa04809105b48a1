// `npm run check:static`: everything that is checked without running the club, two checks at a time; all are run, whatever fails.
import { spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const AT_ONCE = 2;
const types = (folder) => ["types", folder];
/** npm scripts, and the folders that TypeScript looks at; the slow ones first. */
const CHECKS = [
  types("server"),
  ["build:h5"],
  types("server/web"),
  ["layers"],
  types("miniapp"),
  types("server/embedded-mongo"),
  ["build:web"],
  types("shared"),
  ["unused"],
  ["lint"],
  ["build"],
];

const waiting = [...CHECKS];
const failed = [];
await Promise.all(Array.from({ length: AT_ONCE }, lane));
if (failed.length > 0) console.error(`\nfailed: ${failed.join(", ")}`);
process.exitCode = failed.length > 0 ? 1 : 0;

async function lane() {
  for (let check = waiting.shift(); check; check = waiting.shift()) {
    const name = check.join(" ");
    const begun = performance.now();
    const { code, output } = await run(check);
    const seconds = ((performance.now() - begun) / 1000).toFixed(0);
    console.log(`${code === 0 ? "✓" : "✗"} ${name} (${seconds} s)`);
    if (code === 0) continue;
    failed.push(name);
    console.log(output);
  }
}

/** Runs one check; its output is kept together, so that two of them do not mix. */
function run([kind, folder]) {
  const command = folder ? ["npx", ["tsc", "--noEmit", "-p", folder]] : ["npm", ["run", "--silent", kind]];
  const child = spawn(...command, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data) => {
      output += data;
    });
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}
