// A stand-in for WeChat's logic layer: starts the built mini-program, keeps the stack of pages, fires taps and inputs, and notes every
// error and the largest setData. It shows no pixels; what it proves is that the program works where there is no browser.
import { readApp } from "../../scripts/verify-miniapp/app-files.mjs";
import { createPages } from "./pages.mjs";
import { createProgram } from "./program.mjs";
import { readKinds } from "./render-tree.mjs";
import { deviceApis } from "./wx-device.mjs";
import { createNetwork } from "./wx-network.mjs";
import { selectorQuery } from "./wx-query.mjs";
import { storageApis } from "./wx-storage.mjs";

/**
 * Starts the program. `store` (a Map) is the phone's storage: hand the same one over to restart the program on the same phone.
 * @returns {{ phone, network, errors: string[], stats: { largestSetData: number }, pages, stop: () => void }}
 */
export function startHost({ dist, base, store = new Map(), user = "host-user", scene = 1001, query = {} }) {
  const app = readApp(dist);
  const errors = [];
  const timers = createTimers(errors);
  const phone = {
    user,
    launch: { path: app.pages[0], query, scene, referrerInfo: {}, shareTicket: "" },
    scans: [],
    modals: [],
    toasts: [],
    dialogs: [],
    position: null,
    photoFile: null,
    brightness: 0.5,
    isScreenKeptOn: false,
    isOffline: false,
    actionIndex: 0,
    isInTap: false,
    subscribeAnswer: "reject",
    subscribed: [],
    title: "",
  };
  const network = createNetwork(base);
  const stats = { largestSetData: 0 };
  const pages = createPages({ app, kinds: readKinds(dist), errors, stats, load: (file) => program.load(file), phone });
  const apis = { ...deviceApis(phone), ...storageApis(store), ...pages.navigation };
  const direct = { request: network.request, createSelectorQuery: () => selectorQuery(pages) };
  const wx = makeWx({ apis, direct, errors, phone });
  const program = createProgram(dist, {
    wx,
    console: listeningConsole(errors),
    ...timers.apis,
    App: pages.setApp,
    Page: pages.define,
    Component: noEffect,
    Behavior: itself,
    getApp: () => pages.getApp(),
    getCurrentPages: () => pages.instances(),
  });
  program.load("app.js");
  pages.launch(phone.launch);
  return { phone, network, errors, stats, pages, store, stop: timers.stop };
}

const noEffect = () => undefined;
const itself = (options) => options;

/** Calls in the form of WeChat: `success`, `fail` and `complete`, later, or a promise when none of them is given. */
function makeWx({ apis, direct, errors, phone }) {
  const wrapped = Object.fromEntries(Object.entries(apis).map(([name, run]) => [name, wrap(name, run, phone)]));
  const known = { ...wrapped, ...direct, env: { USER_DATA_PATH: "wxfile://usr" } };
  return new Proxy(known, {
    get: (target, name) => {
      if (name in target || !isCallName(name)) return target[name];
      return () => {
        errors.push(`wx.${name} was called; this host does not have it`);
        throw new TypeError(`wx.${name} is not a function`);
      };
    },
  });
}

/** Names that are no functions, or that libraries only look for. */
const NO_CALLS = /^(webpackJsonp|cloud|worklet|router|env|then|toJSON|__.*)$/;

function isCallName(name) {
  return typeof name === "string" && /^[a-z][A-Za-z]+$/.test(name) && !NO_CALLS.test(name);
}

/** What WeChat does only straight from a tap, before anything has been waited for. */
const ONLY_IN_TAP = new Set(["requestSubscribeMessage"]);

function wrap(name, run, phone) {
  const isDirect =
    /Sync$|^(on|off)[A-Z]|^get(WindowInfo|AppBaseInfo|DeviceInfo|UpdateManager|MenuButton|FileSystemManager)|^(canIUse|nextTick)$/.test(
      name,
    );
  if (isDirect) return run;
  return (options = {}) => {
    const isRefused = ONLY_IN_TAP.has(name) && !phone.isInTap;
    const answer = new Promise((resolve, reject) => {
      setTimeout(() => {
        try {
          if (isRefused) throw new Error(`${name}:fail can only be invoked by user TAP gesture.`);
          resolve({ errMsg: `${name}:ok`, ...run(options) });
        } catch (error) {
          reject({ errMsg: error.message });
        }
      }, 0);
    });
    const { success, fail, complete } = options;
    if (!success && !fail && !complete) return answer;
    answer.then(
      (result) => tell(success, complete, result),
      (error) => tell(fail, complete, error),
    );
    return undefined;
  };
}

function tell(first, last, what) {
  first?.(what);
  last?.(what);
}

function listeningConsole(errors) {
  const note = (...parts) => errors.push(parts.map((part) => (part?.stack ? part.stack : String(part))).join(" "));
  const quiet = () => undefined;
  return {
    log: quiet,
    info: quiet,
    debug: quiet,
    warn: quiet,
    group: quiet,
    groupEnd: quiet,
    time: quiet,
    timeEnd: quiet,
    error: note,
  };
}

/** Timers that end with the host; what throws in one is an error of the program. */
function createTimers(errors) {
  const open = new Set();
  const guarded = (work, args) => () => {
    try {
      work(...args);
    } catch (error) {
      errors.push(error?.stack ?? String(error));
    }
  };
  const start =
    (set) =>
    (work, ms = 0, ...args) => {
      const timer = set(guarded(work, args), ms);
      open.add(timer);
      return timer;
    };
  const end = (timer) => {
    clearTimeout(timer);
    open.delete(timer);
  };
  return {
    apis: { setTimeout: start(setTimeout), setInterval: start(setInterval), clearTimeout: end, clearInterval: end },
    stop: () => {
      for (const timer of open) clearTimeout(timer);
    },
  };
}
