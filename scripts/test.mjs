// `npm test`: every test there is, one kind after the other - jest, the mini-program in a host like WeChat's, a browser that walks the
// club - and one sum at the end. `npm test -- <path>` runs jest on a part.
import { spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const only = process.argv.slice(2);
const JEST = {
  name: "jest",
  command: ["node_modules/jest/bin/jest.js", "--config", "jest.config.cjs", ...only],
  counts: /^Tests: +(.*)$/gm,
};
const OWN = /^(\d+ passed, \d+ failed)\b/gm;
const KINDS = [
  JEST,
  { name: "verify:miniapp", command: ["scripts/verify-miniapp.mjs"], counts: OWN },
  { name: "verify:web", command: ["scripts/walk.mjs"], counts: OWN },
];

const sum = { passed: 0, failed: 0 };
for (const kind of only.length > 0 ? [JEST] : KINDS) {
  const { code, output } = await run(kind.command);
  const counted = [...output.matchAll(kind.counts)].at(-1)?.[1] ?? "";
  const [passed, failed] = [countOf(counted, "passed"), countOf(counted, "failed")];
  sum.passed += passed;
  // A kind that broke off, or ran nothing, counts as one failure.
  sum.failed += failed === 0 && (code !== 0 || passed === 0) ? 1 : failed;
  if (code !== 0) console.log(`${kind.name} failed (exit code ${code})`);
}
console.log(`${sum.passed} passed, ${sum.failed} failed`);
process.exitCode = sum.failed === 0 ? 0 : 1;

/** Runs one kind with its output shown as it comes. */
function run(command) {
  const child = spawn(process.execPath, command, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const [from, to] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ])
    from.on("data", (data) => {
      output += data;
      to.write(data);
    });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

function countOf(text, what) {
  return Number(new RegExp(`(\\d+) ${what}`).exec(text)?.[1] ?? 0);
}
