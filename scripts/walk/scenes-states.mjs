// Loading, empty, refused, offline, long and many; and the dark.
import { openDesk, openPhone } from "./browser.mjs";
import { memberIsTold } from "./cars.mjs";
import { clerkLooksAround } from "./clerk.mjs";
import { deskInTheDark, deskStates, deskWithLongNames, phoneInTheDark, phoneStates } from "./states.mjs";
import { deskLists, phoneLists } from "./states-lists.mjs";

const SCENES = [
  { title: "what a member is told", opens: openPhone, size: "375x667", walk: memberIsTold, name: "m" },
  {
    title: "what a member is told, in the dark",
    opens: openPhone,
    size: "375x667",
    walk: memberIsTold,
    name: "m-dark",
    dark: true,
  },
  { title: "states of the preview's pages", opens: openPhone, size: "375x667", walk: phoneStates, name: "m-state" },
  {
    title: "the preview in dark mode",
    opens: openPhone,
    size: "375x667",
    walk: phoneInTheDark,
    name: "m-dark",
    dark: true,
  },
  {
    title: "the clerk's pages in dark mode",
    opens: openPhone,
    size: "375x667",
    walk: clerkLooksAround,
    name: "m-dark",
    dark: true,
  },
  { title: "states of the member's lists", opens: openPhone, size: "375x667", walk: phoneLists, name: "m-state" },
  { title: "states of the back office's lists", opens: openDesk, size: "1440x900", walk: deskLists, name: "w-state" },
  { title: "states of the back office", opens: openDesk, size: "1440x900", walk: deskStates, name: "w-state" },
  {
    title: "long names in the back office",
    opens: openDesk,
    size: "1280x720",
    walk: deskWithLongNames,
    name: "w-long",
  },
  {
    title: "the back office in dark mode",
    opens: openDesk,
    size: "1440x900",
    walk: deskInTheDark,
    name: "w-dark",
    dark: true,
  },
];

export async function states({ browser, address, report, look }) {
  for (const { title, opens, size, walk, name, dark = false } of SCENES) {
    const onError = (what) => report.fail("no error in the console", what);
    const page = await opens(browser, { address, size, dark, onError });
    await report.scene(title, () => walk(page, { report, look, name }));
    await page.context().close();
  }
}
