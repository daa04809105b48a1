/** Every page by name: the path from the root of the mini-program, as app.config.ts lists it. */
export const ROUTES = {
  home: "pages/home/index",
  life: "pages/life/index",
  me: "pages/me/index",
  packs: "pages/packs/index",
  pack: "pages/packs/detail/index",
  vouchers: "pages/vouchers/index",
  voucher: "pages/vouchers/detail/index",
  lifeService: "pages/life/service/index",
  lifeMerchant: "pages/life/merchant/index",
  auth: "pages/auth/index",
  complete: "pages/auth/complete/index",
  settings: "pages/settings/index",
  document: "pages/settings/document/index",
  consents: "pages/settings/consents/index",
  password: "pages/settings/password/index",
  exportData: "pages/settings/export/index",
  close: "pages/settings/close/index",
  clerkHome: "merchant/pages/home/index",
  clerkJoin: "merchant/pages/join/index",
  clerkLogin: "merchant/pages/login/index",
  redeem: "merchant/pages/redeem/index",
  redemptions: "merchant/pages/redemptions/index",
} as const;
export type RouteName = keyof typeof ROUTES;
/** Pages of the tab bar. */
export type TabName = "home" | "life" | "me";
