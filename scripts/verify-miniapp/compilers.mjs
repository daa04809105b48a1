// Tencent's own compilers for WXML and WXSS, as the package miniprogram-compiler brings them (Linux x64).
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

const require = createRequire(import.meta.url);

/** Null where the compilers run; else why they do not. */
export function whyNoCompilers() {
  if (process.platform !== "linux" || process.arch !== "x64")
    return `WXML and WXSS are compiled on Linux x64 only, this is ${process.platform} ${process.arch}`;
  return null;
}

/** Runs work with an own copy of the compilers, because npm takes the right to execute away. */
export function withCompilers(work) {
  const source = path.join(path.dirname(require.resolve("miniprogram-compiler/package.json")), "bin/linux");
  const folder = mkdtempSync(path.join(os.tmpdir(), "wx-compilers-"));
  try {
    const tool = (name) => {
      const file = path.join(folder, name);
      copyFileSync(path.join(source, name), file);
      chmodSync(file, 0o755);
      return file;
    };
    return work({ wcc: tool("wcc"), wcsc: tool("wcsc"), out: folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function checkWxml({ dist, files, wcc, out }) {
  const templates = files.filter((file) => /\.(wxml|wxs)$/.test(file));
  return compile({ dist, tool: wcc, output: path.join(out, "wxml.js"), args: ["-d"], files: templates });
}

export function checkWxss({ dist, files, wcsc, out }) {
  const sheets = files.filter((file) => file.endsWith(".wxss"));
  return compile({ dist, tool: wcsc, output: path.join(out, "wxss.js"), args: ["-lc", "-js"], files: sheets });
}

function compile({ dist, tool, output, args, files }) {
  if (files.length === 0) return ["there is nothing to compile"];
  const run = spawnSync(tool, [...args, "-o", output, ...files], { cwd: dist, encoding: "utf8", timeout: 60_000 });
  const said = `${run.stderr ?? ""}`.trim();
  if (run.error) return [run.error.message];
  if (run.status !== 0) return [`${path.basename(tool)} ended with ${run.status ?? run.signal}: ${said || run.stdout}`];
  if (!existsSync(output) || statSync(output).size === 0) return [`${path.basename(tool)} wrote nothing: ${said}`];
  return /\bERR\b/.test(said) ? said.split("\n") : [];
}
