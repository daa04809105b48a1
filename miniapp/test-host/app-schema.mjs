// What WeChat accepts in app.json and page.json, as far as this mini-program may use it. Unknown fields are refused: a typing
// mistake in a configuration is silently ignored by WeChat and noticed by nobody.
import * as z from "zod/mini";

const colour = z
  .string()
  .check(z.regex(/^(#[0-9a-fA-F]{6}|@[A-Za-z]+)$/, "colours are #RRGGBB or @name of theme.json"));
const pagePath = z
  .string()
  .check(z.regex(/^[a-z0-9-]+(\/[a-z0-9-]+)*$/, "page paths are lower case, without leading /"));
const oneLine = (max) => z.string().check(z.minLength(1), z.maxLength(max));

const windowFields = {
  navigationBarTitleText: z.optional(oneLine(20)),
  navigationBarBackgroundColor: z.optional(colour),
  navigationBarTextStyle: z.optional(z.union([z.enum(["black", "white"]), colour])),
  navigationStyle: z.optional(z.enum(["default", "custom"])),
  backgroundColor: z.optional(colour),
  backgroundColorTop: z.optional(colour),
  backgroundColorBottom: z.optional(colour),
  backgroundTextStyle: z.optional(z.union([z.enum(["dark", "light"]), colour])),
  enablePullDownRefresh: z.optional(z.boolean()),
  onReachBottomDistance: z.optional(z.int().check(z.gte(0))),
  pageOrientation: z.optional(z.enum(["portrait", "auto", "landscape"])),
};
const iconPath = z.string().check(z.regex(/(^@[A-Za-z]+|\.(png|jpg|jpeg))$/, "tab icons are PNG or JPEG files"));
const tab = z.strictObject({
  pagePath,
  text: oneLine(4),
  iconPath: z.optional(iconPath),
  selectedIconPath: z.optional(iconPath),
});
const tabBar = z.strictObject({
  custom: z.optional(z.boolean()),
  color: colour,
  selectedColor: colour,
  backgroundColor: colour,
  borderStyle: z.optional(z.union([z.enum(["black", "white"]), colour])),
  position: z.optional(z.enum(["bottom", "top"])),
  list: z.array(tab).check(z.minLength(2, "a tab bar has 2 to 5 tabs"), z.maxLength(5, "a tab bar has 2 to 5 tabs")),
});
const subpackage = z.strictObject({
  root: pagePath,
  name: z.optional(z.string()),
  pages: z.array(pagePath).check(z.minLength(1, "a subpackage has pages")),
  independent: z.optional(z.boolean()),
});
/** APIs about the place of the user that must be declared before they can be called. */
const PRIVATE_INFOS = ["getLocation", "chooseLocation", "choosePoi", "chooseAddress", "getFuzzyLocation"];

export const appSchema = z.strictObject({
  pages: z.array(pagePath).check(z.minLength(1)),
  window: z.strictObject(windowFields),
  tabBar: z.optional(tabBar),
  subPackages: z.optional(z.array(subpackage)),
  subpackages: z.optional(z.array(subpackage)),
  preloadRule: z.optional(
    z.record(pagePath, z.strictObject({ network: z.optional(z.enum(["all", "wifi"])), packages: z.array(z.string()) })),
  ),
  permission: z.optional(z.record(z.string(), z.strictObject({ desc: oneLine(30) }))),
  requiredPrivateInfos: z.optional(z.array(z.enum(PRIVATE_INFOS))),
  requiredBackgroundModes: z.optional(z.array(z.enum(["audio", "location"]))),
  networkTimeout: z.optional(z.record(z.string(), z.int().check(z.gte(1)))),
  lazyCodeLoading: z.literal("requiredComponents", "lazyCodeLoading keeps the start fast"),
  __usePrivacyCheck__: z.literal(true, "without it privacy calls are not asked for"),
  darkmode: z.optional(z.boolean()),
  themeLocation: z.optional(z.string()),
  style: z.optional(z.literal("v2")),
  usingComponents: z.optional(z.record(z.string(), z.string())),
  sitemapLocation: z.optional(z.string()),
});

export const pageSchema = z.strictObject({
  ...windowFields,
  disableScroll: z.optional(z.boolean()),
  disableSwipeBack: z.optional(z.boolean()),
  styleIsolation: z.optional(z.string()),
  component: z.optional(z.boolean()),
  usingComponents: z.optional(z.record(z.string(), z.string())),
});

/** The sentences of a refusal, each with the path it is about. */
export function problemsOf(schema, value, file) {
  const parsed = schema.safeParse(value);
  if (parsed.success) return [];
  return parsed.error.issues.map((issue) => {
    const keys = issue.code === "unrecognized_keys" ? ` (${issue.keys.join(", ")})` : "";
    return `${file}: ${issue.path.join(".") || "top level"}: ${issue.message}${keys}`;
  });
}
