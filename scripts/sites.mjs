// Builds what people look at - the web site and the mini-program's preview - when their sources have changed since the last build.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const require = createRequire(import.meta.url);
const COMMON = ["shared/src", "package-lock.json", "scripts/sites.mjs"];

/** `sources` decide whether a build is still good; `command` is run in `folder`. */
export const SITES = {
  web: {
    name: "网页（管理后台、商户）",
    folder: "server/web",
    out: "server/web/dist",
    sources: [
      "server/web/src",
      "server/web/admin",
      "server/web/merchant",
      "server/web/public",
      "server/web/vite.config.mts",
      "server/web/budget.mts",
      "server/web/tsconfig.json",
      ...COMMON,
    ],
    command: () => [bin("vite", "server/web"), "build"],
    usualSeconds: 10,
  },
  h5: {
    name: "小程序预览",
    folder: "miniapp",
    out: "miniapp/dist/h5",
    sources: ["miniapp/src", "miniapp/config", "miniapp/package.json", "miniapp/babel.config.js", ...COMMON],
    command: () => [bin("@tarojs/cli", "miniapp"), "build", "--type", "h5", "--no-check"],
    usualSeconds: 40,
  },
};
/** Written into a finished build; a build that was cut off has none. */
const STAMP = ".built-from";
const COMPRESSED = /\.(js|css|html|svg|json)$/;
const SMALLEST = 1024;

/** Builds the named sites whose sources have changed, side by side. Answers the names of those that failed. */
export async function buildSites(names = Object.keys(SITES), say = console.log) {
  const outcomes = await Promise.all(names.map(async (name) => [name, await buildSite(SITES[name], say)]));
  return outcomes.filter(([, isBuilt]) => !isBuilt).map(([name]) => SITES[name].name);
}

async function buildSite(site, say) {
  const hash = hashOf(site.sources);
  const out = path.join(root, site.out);
  const stamp = path.join(out, STAMP);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return true;
  const startedMs = performance.now();
  say(`构建${site.name}（约 ${site.usualSeconds} 秒，以后源码不变就不再构建）…`);
  rmSync(out, { recursive: true, force: true });
  const { code, output } = await run(site);
  if (code !== 0) {
    say(`构建${site.name}没有成功：\n${output.slice(-4000)}`);
    return false;
  }
  mkdirSync(out, { recursive: true });
  await compressAll(out);
  writeFileSync(stamp, hash);
  say(`${site.name}构建完成，用时 ${Math.round((performance.now() - startedMs) / 1000)} 秒`);
  return true;
}

function run(site) {
  const [program, ...args] = site.command();
  const child = spawn(process.execPath, [program, ...args], {
    cwd: path.join(root, site.folder),
    env: { ...process.env, NODE_ENV: "production", CI: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}

/** The file of a package's program, found from the folder that depends on it. */
function bin(packageName, folder) {
  const manifest = require.resolve(`${packageName}/package.json`, { paths: [path.join(root, folder)] });
  const { bin: programs } = JSON.parse(readFileSync(manifest, "utf8"));
  return path.join(path.dirname(manifest), typeof programs === "string" ? programs : Object.values(programs)[0]);
}

/** One hash over the names and contents of files and folders. */
function hashOf(sources) {
  const hash = createHash("sha256").update(process.version);
  for (const source of sources) {
    for (const file of filesOf(path.join(root, source))) {
      hash.update(`\0${path.relative(root, file)}\0`).update(readFileSync(file));
    }
  }
  return hash.digest("hex");
}

function filesOf(at) {
  if (!existsSync(at)) return [];
  if (statSync(at).isFile()) return [at];
  return readdirSync(at, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

/** Writes .br and .gz beside every text file that is worth it, so that the server never compresses. */
async function compressAll(folder) {
  const [br, gz] = [promisify(brotliCompress), promisify(gzip)];
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } };
  const files = filesOf(folder).filter((file) => COMPRESSED.test(file) && statSync(file).size >= SMALLEST);
  await Promise.all(
    files.map(async (file) => {
      const content = readFileSync(file);
      writeFileSync(`${file}.br`, await br(content, quality));
      writeFileSync(`${file}.gz`, await gz(content, { level: 9 }));
    }),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const failed = await buildSites(process.argv.length > 2 ? process.argv.slice(2) : undefined);
  if (failed.length > 0) process.exit(1);
}
