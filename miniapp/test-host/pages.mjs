// The stack of pages: opening, showing, hiding and closing them in WeChat's order, their data, and what a finger does on them.
import { applyPath, attributeOf, findAll, outline, textOf } from "./render-tree.mjs";

const MAX_DEPTH = 10;

/** @returns the pages of one running program and WeChat's functions to move between them */
export function createPages({ app, kinds, errors, stats, load, phone }) {
  const definitions = new Map();
  const stack = [];
  let appInstance = null;
  let defining = null;
  const tabs = (app.tabBar?.list ?? []).map(({ pagePath }) => pagePath);
  const all = [
    ...app.pages,
    ...(app.subPackages ?? []).flatMap(({ root, pages }) => pages.map((page) => `${root}/${page}`)),
  ];

  function define(options) {
    definitions.set(defining, options);
  }

  function definitionOf(route) {
    if (!all.includes(route)) throw new Error(`there is no page ${route} in app.json`);
    if (!definitions.has(route)) {
      defining = route;
      load(`${route}.js`);
    }
    return definitions.get(route);
  }

  /** Runs one of the program's functions as WeChat does: what it throws goes to the error log, not to the caller. */
  function guard(work) {
    try {
      return work();
    } catch (error) {
      errors.push(error?.stack ?? String(error));
      return undefined;
    }
  }

  function open(route, query) {
    const definition = definitionOf(route);
    const page = createPage({ route, query, definition, stats, errors });
    stack.push(page);
    guard(() => page.onLoad?.(query));
    guard(() => page.onShow?.());
    setTimeout(() => guard(() => page.onReady?.()), 0);
    return page;
  }

  function close(page) {
    guard(() => page.onUnload?.());
  }

  const top = () => stack[stack.length - 1];
  const leave = () => top() && guard(() => top().onHide?.());
  const closeAll = () => {
    for (const page of stack.splice(0).reverse()) close(page);
  };

  const navigation = {
    navigateTo: ({ url }) => {
      const { route, query } = parse(url, top()?.route);
      if (tabs.includes(route)) throw new Error(`navigateTo:fail can not navigateTo a tabbar page ${route}`);
      if (stack.length >= MAX_DEPTH) throw new Error("navigateTo:fail webview count limit exceed");
      leave();
      open(route, query);
      return {
        eventChannel: { on: () => undefined, once: () => undefined, emit: () => undefined, off: () => undefined },
      };
    },
    redirectTo: ({ url }) => {
      const { route, query } = parse(url, top()?.route);
      if (tabs.includes(route)) throw new Error(`redirectTo:fail can not redirectTo a tabbar page ${route}`);
      close(stack.pop());
      open(route, query);
    },
    reLaunch: ({ url }) => {
      const { route, query } = parse(url, top()?.route);
      closeAll();
      open(route, query);
    },
    switchTab: ({ url }) => {
      const { route } = parse(url, top()?.route);
      if (!tabs.includes(route)) throw new Error(`switchTab:fail can not switch to no-tabBar page ${route}`);
      closeAll();
      open(route, {});
    },
    navigateBack: ({ delta = 1 } = {}) => {
      const count = Math.min(delta, stack.length - 1);
      if (count === 0) return;
      for (const page of stack.splice(stack.length - count).reverse()) close(page);
      guard(() => top().onShow?.());
    },
  };

  const find = (wanted) => findAll(top().data.root, wanted, kinds);
  return {
    all,
    tabs,
    navigation,
    define,
    setApp: (options) => {
      appInstance = options;
    },
    getApp: () => appInstance,
    instances: () => stack,
    launch(options) {
      guard(() => appInstance.onLaunch?.(options));
      guard(() => appInstance.onShow?.(options));
      open(options.path, options.query);
    },
    show: () => guard(() => top().onShow?.()),
    hide: leave,
    reachBottom: () => guard(() => top().onReachBottom?.()),
    route: () => top().route,
    query: () => top().options,
    text: () => textOf(top().data.root, kinds),
    outline: () => outline(top().data.root, kinds),
    find,
    attribute: (node, name) => attributeOf(node, name, kinds),
    listens: (node, event) => kinds.get(node.nn)?.events.has(event) ?? false,
    /** The kinds that the page shows and the template does not know: WeChat would show nothing there. */
    unknownKinds: () => unknownKinds(top().data.root, kinds),
    fire: (found, event) => {
      phone.isInTap = event.type === "tap";
      guard(() => fire({ page: top(), found, event, kinds }));
      phone.isInTap = false;
    },
    phone,
  };
}

function createPage({ route, query, definition, stats, errors }) {
  const page = Object.assign(Object.create(definition), definition, {
    route,
    __route__: route,
    options: query,
    data: JSON.parse(JSON.stringify(definition.data ?? {})),
    setData(patch, done) {
      stats.largestSetData = Math.max(stats.largestSetData, JSON.stringify(patch).length);
      for (const [name, value] of Object.entries(patch)) {
        try {
          applyPath(page.data, name, value === undefined ? undefined : JSON.parse(JSON.stringify(value)));
        } catch (error) {
          errors.push(`${route}: ${error.message}`);
        }
      }
      if (done) setTimeout(() => done.call(page), 0);
    },
    selectComponent: () => null,
    selectAllComponents: () => [],
    getTabBar: () => null,
  });
  return page;
}

/** "/a/b?x=1" or "../b?x=1" as WeChat reads it. */
function parse(url, from = "") {
  const [where, search = ""] = url.split("?");
  const parts = where.startsWith("/") ? [] : from.split("/").slice(0, -1);
  for (const part of where.split("/").filter(Boolean)) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  const query = Object.fromEntries(
    search
      .split("&")
      .filter(Boolean)
      .map((pair) => pair.split("="))
      .map(([key, value = ""]) => [key, decodeURIComponent(value)]),
  );
  return { route: parts.join("/"), query };
}

const BUBBLING = new Set(["tap", "touchstart", "touchend", "longpress"]);

/** Fires an event on a node, and on the nodes above when it bubbles, wherever the template binds it. */
function fire({ page, found, event, kinds }) {
  const { type, detail = {} } = event;
  const line = BUBBLING.has(type) ? [found.node, ...[...found.above].reverse()] : [found.node];
  const bound = line.filter((node) => node.sid !== undefined && kinds.get(node.nn)?.events.has(type));
  if (bound.length === 0) throw new Error(`${type}: nothing listens on this element`);
  const target = { id: found.node.uid ?? found.node.sid, dataset: { sid: found.node.sid } };
  for (const node of bound) {
    const currentTarget = { id: node.uid ?? node.sid, dataset: { sid: node.sid } };
    page.eh({ type, detail, target, currentTarget, timeStamp: Date.now(), mark: {} });
  }
}

function unknownKinds(root, kinds) {
  const unknown = new Set();
  const visit = (node) => {
    for (const child of node.cn ?? []) {
      if (!kinds.has(child.nn)) unknown.add(child.nn);
      visit(child);
    }
  };
  visit(root);
  return [...unknown];
}
