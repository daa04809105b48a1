/** WeChat takes the colours of its own bars from theme.json, so that they follow dark mode; the browser preview from the tokens. */
const isWeapp = process.env.TARO_ENV === "weapp";
const themed = (name: string, browser: string) => (isWeapp ? `@${name}` : browser);
const tab = (pagePath: string, text: string, icon: string) => ({
  pagePath,
  text,
  iconPath: themed(`${icon}Icon`, `assets/tabs/${icon}-light.png`),
  selectedIconPath: themed(`${icon}IconOn`, `assets/tabs/${icon}-lightOn.png`),
});

export default defineAppConfig({
  pages: [
    "pages/home/index",
    "pages/life/index",
    "pages/mall/index",
    "pages/me/index",
    "pages/packs/index",
    "pages/packs/detail/index",
    "pages/life/service/index",
    "pages/life/merchant/index",
  ],
  subPackages: [
    {
      root: "merchant",
      pages: [
        "pages/home/index",
        "pages/join/index",
        "pages/login/index",
        "pages/password/index",
        "pages/redeem/index",
        "pages/redemptions/index",
      ],
    },
    { root: "pages/vouchers", pages: ["index", "detail/index"] },
    { root: "pages/points", pages: ["index", "check-in/index", "earn/index"] },
    { root: "pages/orders", pages: ["index", "detail/index", "product/index", "confirm/index"] },
    { root: "pages/vehicles", pages: ["index", "edit/index", "detail/index", "violations/index", "licence/index"] },
    { root: "pages/assistant", pages: ["index", "switches/index", "inbox/index"] },
    { root: "pages/auth", pages: ["index", "complete/index"] },
    {
      root: "pages/settings",
      pages: ["index", "document/index", "consents/index", "password/index", "export/index", "close/index"],
    },
  ],
  preloadRule: {
    "pages/home/index": { network: "all", packages: ["pages/auth", "pages/vouchers"] },
    "pages/mall/index": { network: "all", packages: ["pages/orders", "pages/points"] },
    "pages/me/index": {
      network: "wifi",
      packages: ["pages/settings", "pages/vehicles", "pages/assistant", "pages/points", "pages/orders"],
    },
  },
  window: {
    navigationBarTitleText: "车主俱乐部",
    navigationStyle: "default",
    navigationBarBackgroundColor: themed("navBackground", "var(--paper)"),
    navigationBarTextStyle: themed("navText", "black") as "black",
    backgroundColor: themed("pageBackground", "var(--paper)"),
  },
  tabBar: {
    color: themed("tabText", "var(--ink-soft)"),
    selectedColor: themed("tabSelected", "var(--accent)"),
    backgroundColor: themed("tabBackground", "var(--card)"),
    borderStyle: themed("tabBorder", "white") as "white",
    list: [
      tab("pages/home/index", "首页", "home"),
      tab("pages/life/index", "车生活", "life"),
      tab("pages/mall/index", "积分商城", "mall"),
      tab("pages/me/index", "我的", "me"),
    ],
  },
  ...(isWeapp && { darkmode: true, themeLocation: "theme.json" }),
  // Taro's browser router hides the page left behind when its slide ends; whoever is back sooner would find that page hidden.
  ...(!isWeapp && { animation: false }),
  permission: { "scope.userLocation": { desc: "用来显示离您最近的门店，并核对到店距离" } },
  requiredPrivateInfos: ["getLocation"],
  lazyCodeLoading: "requiredComponents",
  __usePrivacyCheck__: true,
});
