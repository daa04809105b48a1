// Runs the built program as WeChat's logic layer does: each file is a CommonJS module in one context that has the language and
// nothing else: no DOM, fetch, URL, AbortController, TextEncoder, Intl; eval and new Function are refused.
import { readFileSync } from "node:fs";
import path from "node:path";
import vm from "node:vm";

/** Part of V8's context, but not of every phone's. */
const NOT_THERE = ["WebAssembly", "SharedArrayBuffer", "Atomics", "Intl", "FinalizationRegistry", "WeakRef"];

/** @returns a context that runs files of `dist`; `globals` are wx, App, Page and the like. */
export function createProgram(dist, globals) {
  const context = vm.createContext({ ...globals }, { codeGeneration: { strings: false, wasm: false } });
  for (const name of NOT_THERE) vm.runInContext(`delete globalThis.${name}`, context);
  const modules = new Map();

  function load(file) {
    const loaded = modules.get(file);
    if (loaded) return loaded.exports;
    const module = { exports: {} };
    modules.set(file, module);
    const source = readFileSync(path.join(dist, file), "utf8");
    const wrapped = `(function (require, module, exports) {${source}\n})`;
    const run = vm.runInContext(wrapped, context, { filename: path.join(dist, file) });
    run((name) => load(resolve(file, name)), module, module.exports);
    return module.exports;
  }

  return { load, context };
}

function resolve(from, name) {
  if (!/^\.{0,2}\//.test(name)) throw new Error(`${from} requires "${name}": WeChat knows only paths`);
  const file = name.startsWith("/") ? name.slice(1) : path.posix.join(path.posix.dirname(from), name);
  return file.endsWith(".js") ? file : `${file}.js`;
}
