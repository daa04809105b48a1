// app.json and every page.json of a build: fields, files, tab bar, subpackages, private interfaces.
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { appSchema, pageSchema, problemsOf } from "../../miniapp/test-host/app-schema.mjs";

const MAX_ICON_BYTES = 40 * 1024;
const PAGE_PARTS = ["js", "json", "wxml"];
/** wx calls that only work when app.json names them. */
const NEEDS_DECLARATION = ["getLocation", "chooseLocation", "chooseAddress", "getFuzzyLocation"];

const readJson = (file) => JSON.parse(readFileSync(file, "utf8"));

/** The packages of a build: main first. @returns {{ root: string, pages: string[] }[]} pages with their full paths */
export function packagesOf(app) {
  const subpackages = app.subPackages ?? app.subpackages ?? [];
  return [
    { root: "", pages: app.pages },
    ...subpackages.map(({ root, pages }) => ({ root, pages: pages.map((page) => `${root}/${page}`) })),
  ];
}

export function readApp(dist) {
  return readJson(path.join(dist, "app.json"));
}

/** Every page of the build, with the page's files and fields checked. */
export function checkPages(dist, app) {
  return packagesOf(app)
    .flatMap(({ pages }) => pages)
    .flatMap((page) => pageProblems(dist, page));
}

function pageProblems(dist, page) {
  const missing = PAGE_PARTS.map((part) => `${page}.${part}`).filter((file) => !existsSync(path.join(dist, file)));
  if (missing.length > 0) return missing.map((file) => `${file} is missing`);
  const json = readJson(path.join(dist, `${page}.json`));
  const unknown = Object.values(json.usingComponents ?? {})
    .map((component) => path.join(path.dirname(page), component))
    .filter((component) => !existsSync(path.join(dist, `${component}.js`)));
  const untitled = json.navigationBarTitleText ? [] : [`${page}.json has no navigationBarTitleText`];
  return [
    ...problemsOf(pageSchema, json, `${page}.json`),
    ...unknown.map((component) => `${page}.json uses ${component}, which does not exist`),
    ...untitled,
  ];
}

export function checkApp(dist, app) {
  return [...problemsOf(appSchema, app, "app.json"), ...themeProblems(dist, app)];
}

/** Colours written @name must be in theme.json, for light and for dark. */
function themeProblems(dist, app) {
  const names = [...JSON.stringify(app).matchAll(/"@([A-Za-z]+)"/g)].map(([, name]) => name);
  if (names.length === 0) return [];
  const file = path.join(dist, app.themeLocation ?? "theme.json");
  if (!existsSync(file)) return [`app.json uses @${names[0]}, but there is no ${app.themeLocation ?? "theme.json"}`];
  const theme = readJson(file);
  return ["light", "dark"].flatMap((mode) =>
    names.filter((name) => theme[mode]?.[name] === undefined).map((name) => `theme.json: ${mode}.${name} is missing`),
  );
}

export function checkTabBar(dist, app) {
  const tabs = app.tabBar?.list ?? [];
  const outside = tabs.filter(({ pagePath }) => !app.pages.includes(pagePath));
  const named = tabs.flatMap(({ iconPath, selectedIconPath }) => [iconPath, selectedIconPath]).filter(Boolean);
  const icons = named.flatMap((icon) => (icon.startsWith("@") ? themedIcons(dist, app, icon.slice(1)) : [icon]));
  return [
    ...outside.map(({ pagePath }) => `tab ${pagePath} is not a page of the main package`),
    ...new Set(icons.flatMap((icon) => iconProblems(dist, icon))),
  ];
}

/** The files that a name of theme.json stands for, light and dark. */
function themedIcons(dist, app, name) {
  const file = path.join(dist, app.themeLocation ?? "theme.json");
  const theme = existsSync(file) ? readJson(file) : {};
  return ["light", "dark"].map((mode) => theme[mode]?.[name]).filter(Boolean);
}

function iconProblems(dist, icon) {
  const file = path.join(dist, icon);
  if (!existsSync(file)) return [`tab icon ${icon} is missing`];
  const { size } = statSync(file);
  return size > MAX_ICON_BYTES ? [`tab icon ${icon} has ${size} bytes, allowed are ${MAX_ICON_BYTES}`] : [];
}

/** Roots do not lie in each other, no page is listed twice, and what is preloaded exists. */
export function checkSubpackages(app) {
  const packages = packagesOf(app);
  const roots = packages.map(({ root }) => root).filter(Boolean);
  const nested = roots.filter((root) => roots.some((other) => other !== root && root.startsWith(`${other}/`)));
  const inside = app.pages.filter((page) => roots.some((root) => page.startsWith(`${root}/`)));
  const all = packages.flatMap(({ pages }) => pages);
  const doubles = all.filter((page, index) => all.indexOf(page) !== index);
  const preload = Object.entries(app.preloadRule ?? {}).flatMap(([page, rule]) => [
    ...(all.includes(page) ? [] : [`preloadRule names ${page}, which is no page`]),
    ...rule.packages.filter((name) => !roots.includes(name)).map((name) => `preloadRule names package ${name}`),
  ]);
  return [
    ...nested.map((root) => `subpackage ${root} lies inside another subpackage`),
    ...inside.map((page) => `main page ${page} lies inside a subpackage`),
    ...doubles.map((page) => `${page} is listed twice`),
    ...preload,
  ];
}

/** Private interfaces that the code calls are declared, what is declared is called, and the reason for a permission is given. */
export function checkPrivateInfos(app, sources) {
  const declared = app.requiredPrivateInfos ?? [];
  const used = NEEDS_DECLARATION.filter((api) => sources.some((source) => callsApi(source, api)));
  const undeclared = used.filter((api) => !declared.includes(api));
  const unused = declared.filter((api) => !used.includes(api));
  const noReason = declared.length > 0 && !app.permission?.["scope.userLocation"];
  return [
    ...undeclared.map((api) => `the code calls ${api}, app.json does not name it in requiredPrivateInfos`),
    ...unused.map((api) => `app.json asks for ${api} in requiredPrivateInfos, the code does not call it`),
    ...(noReason ? ["app.json gives no reason in permission.scope.userLocation"] : []),
  ];
}

/** A call as `x.getLocation(` or `wx.getLocation`; names in tables of Taro itself are strings and do not match. */
function callsApi({ file, text }, api) {
  return !file.endsWith("taro.js") && new RegExp(`\\.${api}\\s*(\\(|\\))`).test(text);
}
