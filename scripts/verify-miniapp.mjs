// `npm run verify:miniapp [-- --no-build] [--no-flows]`: builds the mini-program for WeChat and proves what can be proved without WeChat:
// configuration, templates and styles by Tencent's compilers, age of the JavaScript, sizes, and the built program in a host that
// has only what WeChat's logic layer has, with its flows against the real server.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { runFlows } from "../miniapp/test-host/flows.mjs";
import { openEveryPage } from "../miniapp/test-host/open-pages.mjs";
import { startTestClub } from "../miniapp/test-host/test-club.mjs";
import {
  checkApp,
  checkPages,
  checkPrivateInfos,
  checkSubpackages,
  checkTabBar,
  packagesOf,
  readApp,
} from "./verify-miniapp/app-files.mjs";
import { checkBudgets, inKb, sizesOf } from "./verify-miniapp/budgets.mjs";
import { listFiles, readSources } from "./verify-miniapp/built-files.mjs";
import { checkWxml, checkWxss, whyNoCompilers, withCompilers } from "./verify-miniapp/compilers.mjs";
import { createReport } from "./verify-miniapp/report.mjs";
import { checkSyntax } from "./verify-miniapp/syntax.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const dist = path.join(root, "miniapp/dist/weapp");
const options = new Set(process.argv.slice(2));
const report = createReport();

function build() {
  console.log("Building the mini-program for WeChat…");
  const run = spawnSync("npm", ["run", "build:weapp", "--workspace", "miniapp"], { cwd: root, encoding: "utf8" });
  if (run.status === 0) return;
  console.error(`${run.stdout}\n${run.stderr}`);
  process.exit(1);
}

function checkFiles() {
  const app = readApp(dist);
  const files = listFiles(dist);
  const sources = readSources(dist);
  report.section("Configuration");
  report.check("app.json has only fields and values that WeChat knows", checkApp(dist, app));
  report.check("every page has its files, title and known fields", checkPages(dist, app));
  report.check("the tab bar's pages and icons exist and are small enough", checkTabBar(dist, app));
  report.check("subpackages do not overlap and are preloaded by their names", checkSubpackages(app));
  report.check("private interfaces are declared exactly where they are called", checkPrivateInfos(app, sources));
  report.section("Templates and styles");
  compileTemplates(files);
  report.section("JavaScript");
  report.check("every file is ES2018 or older, without look-behind", checkSyntax(sources));
  const roots = packagesOf(app)
    .map((one) => one.root)
    .filter(Boolean);
  const sizes = sizesOf(dist, { files, roots });
  const detail = [...sizes].map(([name, size]) => `${name || "main"} ${inKb(size)}`).join(", ");
  report.check(`sizes are within budget: ${detail}`, checkBudgets(sizes));
}

function compileTemplates(files) {
  const why = whyNoCompilers();
  if (why) return report.note(`skipped: ${why}`);
  withCompilers(({ wcc, wcsc, out }) => {
    report.check("WXML compiles with Tencent's compiler", checkWxml({ dist, files, wcc, out }));
    report.check("WXSS compiles with Tencent's compiler", checkWxss({ dist, files, wcsc, out }));
  });
}

async function checkBehaviour() {
  const club = await startTestClub(root);
  try {
    report.section("Every page in the host");
    await openEveryPage({ dist, club, report });
    if (options.has("--no-flows")) return;
    report.section("Flows against the real server");
    await runFlows({ dist, club, report });
  } finally {
    await club.stop();
  }
}

if (!options.has("--no-build")) build();
checkFiles();
await checkBehaviour();
// What the pages still wait for (a receipt is watched for an hour) must not keep the host waiting.
process.exit(report.summary() ? 0 : 1);
