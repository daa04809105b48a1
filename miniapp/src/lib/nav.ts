import Taro, { useRouter } from "@tarojs/taro";
import { ROUTES, type RouteName, type TabName } from "./routes";

type Params = Readonly<Record<string, string>>;
/** A page that lies on top of others; tabs are opened by goTab. */
type PageName = Exclude<RouteName, TabName>;

/** WeChat keeps at most this many pages on top of each other. */
const MAX_PAGES = 10;

function urlOf(route: RouteName, params: Params): string {
  const query = Object.entries(params).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `/${ROUTES[route]}${query.length > 0 ? `?${query.join("&")}` : ""}`;
}

/** Opens a page on top of this one; in the place of this one when no more fit. */
export function go(route: PageName, params: Params = {}): void {
  const url = urlOf(route, params);
  const open = Taro.getCurrentPages().length >= MAX_PAGES ? Taro.redirectTo({ url }) : Taro.navigateTo({ url });
  open.catch(() => undefined);
}

/** Opens a page in the place of this one. */
export function replace(route: PageName, params: Params = {}): void {
  Taro.redirectTo({ url: urlOf(route, params) }).catch(() => undefined);
}

/** Opens one of the tabs and closes all else. */
export function goTab(tab: TabName): void {
  Taro.switchTab({ url: urlOf(tab, {}) }).catch(() => undefined);
}

/** Back to where the member came from; to the first tab when there is no such page (opened from a link). */
export function back(): void {
  if (Taro.getCurrentPages().length > 1) Taro.navigateBack().catch(() => undefined);
  else goTab("home");
}

/** Shows the beginning of this page again. */
export function toTop(): void {
  Taro.pageScrollTo({ scrollTop: 0, duration: 0 }).catch(() => undefined);
}

/** The page's parameters, decoded. */
export function useParams<T extends string>(): Partial<Record<T, string>> {
  const { params } = useRouter();
  const decoded: Partial<Record<T, string>> = {};
  for (const [name, value] of Object.entries(params)) {
    if (typeof value === "string" && !name.startsWith("$")) decoded[name as T] = decodeOnce(value);
  }
  return decoded;
}

function decodeOnce(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
