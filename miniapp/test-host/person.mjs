// What a person does with the program: look, tap, type. Every step waits for what it needs and says what is on the page when it never comes.
import { setTimeout as wait } from "node:timers/promises";
import { nonce } from "./wx-device.mjs";

const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 25;
/** Nothing asked and nothing answered for so long = the page has come to rest. */
const QUIET_MS = 120;

export function personAt(host) {
  const { pages } = host;

  async function until(what, look) {
    const giveUp = performance.now() + PATIENCE_MS;
    for (;;) {
      const found = look();
      if (found) return found;
      if (performance.now() > giveUp)
        throw new Error(`${what} — not on ${pages.route()}:\n${pages.outline()}\n${faults(host)}`);
      await wait(LOOK_EVERY_MS);
    }
  }

  const spoken = (name) => pages.find({ attribute: "aria-label", is: name })[0];
  const written = (name) => pages.find({ text: name })[0];
  const asked = (name) => pages.find({ attribute: "placeholder", is: name })[0];
  /** A text by what is written, else by what a screen reader says; a pattern the other way round, because labels say more. */
  const locate = (name) =>
    name instanceof RegExp ? (spoken(name) ?? written(name)) : (written(name) ?? spoken(name) ?? asked(name));
  const named = (what, name) => until(`${what} "${name}"`, () => locate(name));

  async function fire(name, event) {
    pages.fire(await named(event.type, name), event);
    await wait(0);
  }

  return {
    host,
    /** Waits until the page shows the text (a part of it, or a pattern). */
    see: (text) =>
      until(`to see "${text}"`, () => (text instanceof RegExp ? text.test(pages.text()) : pages.text().includes(text))),
    at: (route) => until(`to be at ${route}`, () => pages.route() === route),
    tap: (name) => fire(name, { type: "tap" }),
    type: async (name, value) => {
      const input = await until(`an input "${name}"`, () => inputOf(pages, name));
      pages.fire(input, { type: "input", detail: { value, cursor: value.length } });
      await wait(0);
    },
    /** The phone button of WeChat: the number that the person allows to be handed over. */
    allowPhone: async (name, phone) => {
      const wanted = { text: name, attribute: "open-type", is: "getPhoneNumber" };
      const button = await until(`a phone button "${name}"`, () => pages.find(wanted)[0]);
      const code = `phone:${phone}:${Date.now()}:${nonce()}`;
      pages.fire(button, { type: "getphonenumber", detail: { code, errMsg: "getPhoneNumber:ok" } });
      await wait(0);
    },
    pick: (name, value) => fire(name, { type: "change", detail: { value } }),
    /** Waits until something in the host is so, e.g. that a request was answered. */
    until,
    /** The address of the first picture that fits the pattern. */
    picture: async (pattern) => {
      const { node } = await until(`a picture like ${pattern}`, () => pages.find({ attribute: "src", is: pattern })[0]);
      return pages.attribute(node, "src");
    },
    go: (url) => pages.navigation.navigateTo({ url }),
    relaunch: (url) => pages.navigation.reLaunch({ url }),
    switchTab: (url) => pages.navigation.switchTab({ url }),
    back: () => pages.navigation.navigateBack(),
    rest: () => rest(host),
  };
}

/** An element that takes text, by its label or its placeholder. */
function inputOf(pages, name) {
  const found = [
    ...pages.find({ attribute: "aria-label", is: name }),
    ...pages.find({ attribute: "placeholder", is: name }),
  ];
  return found.find(({ node }) => pages.listens(node, "input"));
}

/** Waits until all requests are answered and the page has drawn what came. */
async function rest(host) {
  let count = -1;
  const isBusy = () => host.network.log.some(({ status, fault }) => status === 0 && fault === null);
  const giveUp = performance.now() + PATIENCE_MS;
  while (performance.now() < giveUp) {
    await wait(QUIET_MS);
    if (!isBusy() && count === host.network.log.length) return;
    count = host.network.log.length;
  }
}

function faults(host) {
  const last = host.network.log
    .slice(-4)
    .map(({ method, path, status, fault }) => `${method} ${path} ${fault ?? status}`);
  return [...last, ...host.errors.slice(-3), ...host.phone.toasts.slice(-2)].join("\n");
}
