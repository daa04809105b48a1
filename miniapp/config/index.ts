import path from "node:path";
import { defineConfig, type UserConfigExport } from "@tarojs/cli";

/** Workspace and npm sources that are newer than what WeChat runs: compiled down to ES5 with our own code. */
const needsCompiling = (file: string) =>
  file.includes(`${path.sep}shared${path.sep}src`) || /node_modules[\\/]zod[\\/]/.test(file);
const cssModules = {
  enable: true,
  config: { namingPattern: "module", generateScopedName: "[name]_[local]_[hash:base64:4]" },
};

export default defineConfig<"webpack5">(async (merge) => {
  const base: UserConfigExport<"webpack5"> = {
    projectName: "chezhu-club",
    date: "2026-11-22",
    designWidth: 375,
    deviceRatio: { 375: 2, 640: 1.17, 750: 1, 828: 0.905 },
    sourceRoot: "src",
    outputRoot: `dist/${process.env.TARO_ENV}`,
    framework: "react",
    compiler: { type: "webpack5", prebundle: { enable: false } },
    cache: { enable: false },
    plugins: [],
    defineConstants: { API_BASE: JSON.stringify(process.env.TARO_APP_API ?? "") },
    mini: {
      compile: { include: [needsCompiling] },
      optimizeMainPackage: { enable: true },
      postcss: { pxtransform: { enable: true, config: {} }, cssModules },
    },
    h5: {
      publicPath: "./",
      staticDirectory: "static",
      router: { mode: "hash" },
      compile: { include: [needsCompiling] },
      postcss: { cssModules },
    },
  };
  return merge({}, base);
});
