import path from "node:path";
import { defineConfig, type UserConfigExport } from "@tarojs/cli";

/** Workspace and npm sources that are newer than what WeChat runs: compiled down to ES5 with our own code. */
const needsCompiling = (file: string) =>
  file.includes(`${path.sep}shared${path.sep}src`) || /node_modules[\\/](zod|qrcode-generator)[\\/]/.test(file);
const cssModules = {
  enable: true,
  config: { namingPattern: "module", generateScopedName: "[name]_[local]_[hash:base64:4]" },
};
/** A pixel of the design is a pixel of the phone: text and touch targets keep their size on small and on large screens. */
const pxtransform = { enable: false, config: {} };
const isWeapp = process.env.TARO_ENV === "weapp";

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
    plugins: [path.resolve(__dirname, "aria-plugin.js")],
    // The preview need not be as small as the package for WeChat, and is built often: esbuild takes a fraction of the time.
    jsMinimizer: isWeapp ? "terser" : "esbuild",
    esbuild: { minify: { config: { target: "es2017", charset: "utf8" } } },
    // 中文 as it is, not as escapes of twice the size.
    terser: { enable: true, config: { output: { ascii_only: false } } },
    defineConstants: { API_BASE: JSON.stringify(process.env.TARO_APP_API ?? "") },
    // The tab icons of theme.json are named nowhere else, so nothing would bring them along.
    copy: {
      patterns: isWeapp ? [{ from: "src/assets/tabs/", to: "dist/weapp/assets/tabs/" }] : [],
      options: {},
    },
    mini: {
      compile: { include: [needsCompiling] },
      optimizeMainPackage: { enable: true },
      postcss: { pxtransform, cssModules },
    },
    h5: {
      publicPath: "./",
      staticDirectory: "static",
      router: { mode: "hash" },
      compile: { include: [needsCompiling] },
      postcss: { pxtransform, cssModules },
    },
  };
  return merge({}, base);
});
