// The web site's scenes: everybody of the staff at their desk, finance with a statement, the owner of a shop.
import { openDesk } from "./browser.mjs";
import { withoutAxe } from "./look.mjs";
import { administratorLooksDeeper, STAFF, staffLooksAround } from "./office.mjs";
import { administratorLooksAtCars } from "./office-cars.mjs";
import { administratorLooksBehindProof, administratorOpensDialogs } from "./office-dialogs.mjs";
import { administratorGivesByFile } from "./office-giving.mjs";
import { administratorLooksAtPoints, financeApproves } from "./office-points.mjs";
import { financeFreezes, ownerLooksAround, ownerReadsStatement } from "./settle.mjs";
import { colleagueArrives, ownerLooksAtPassword, strangerKnocks } from "./sign-in.mjs";

const DESKS = [
  { size: "1440x900", name: "w", isWhole: true },
  { size: "1280x720", name: "w1280", isWhole: false },
];

/** The first page with its three doors. */
export async function doors({ browser, address, report, look }) {
  for (const { size, name } of DESKS) {
    const onError = (what) => report.fail("no error in the console", what);
    const page = await openDesk(browser, { address, size, onError });
    await report.scene(`the three doors on ${size}`, async () => {
      await report.step(page, "the first page names three doors and the demo accounts", async () => {
        await page.goto("/");
        for (const title of ["打开小程序预览", "打开商户网页", "打开管理后台"]) await page.getByText(title).waitFor();
        await page.getByText("18000000000").first().waitFor();
        await look(page, `${name}-doors`);
      });
    });
    await page.context().close();
  }
}

/** Who meets pages on the small desk that nobody else does. */
const AT_SMALL_DESK = new Set(["admin", "finance"]);

/** Every person of the staff on the large desk; pictures are mostly the administrator's, axe looks on the large one alone. */
export async function offices(stage) {
  for (const desk of DESKS) {
    for (const person of STAFF) {
      if (desk.isWhole || AT_SMALL_DESK.has(person.short)) await office(stage, { ...desk, person });
    }
  }
}

async function office({ browser, address, report, look }, { size, name, isWhole, person }) {
  const onError = (what) => report.fail("no error in the console", what);
  const page = await openDesk(browser, { address, size, onError });
  const hasAxe = isWhole && person.short !== "auditor";
  const tools = { report, look: hasAxe ? look : withoutAxe(look), name: `${name}-${person.short}` };
  await report.scene(`the back office as ${person.login} on ${size}`, async () => {
    const isBrief = !isWhole && person.short !== "admin";
    await staffLooksAround(page, { ...tools, person, isBrief });
    if (person.short === "admin") {
      await administratorLooksDeeper(page, tools);
      if (isWhole) await administratorGoesOn(page, tools);
      await administratorLooksAtCars(page, tools);
    }
    if (person.short === "finance" && isWhole) {
      await financeFreezes(page, tools);
      await financeApproves(page, tools);
    }
  });
  await page.context().close();
}

/** On one desk only: what is the same on any. */
async function administratorGoesOn(page, tools) {
  await administratorLooksBehindProof(page, tools);
  await administratorOpensDialogs(page, tools);
  await administratorGivesByFile(page, tools);
  await administratorLooksAtPoints(page, tools);
}

/** In front of both doors, and where passwords are changed behind them. */
export async function signIns({ browser, address, report, look }) {
  const onError = (what) => report.fail("no error in the console", what);
  const [page, desk] = await Promise.all([1, 2].map(() => openDesk(browser, { address, size: "1440x900", onError })));
  const tools = { report, look, name: "w" };
  await report.scene("signing in and passwords", async () => {
    await strangerKnocks(page, tools);
    await colleagueArrives({ page, desk }, tools);
    await ownerLooksAtPassword(desk, tools);
  });
  await Promise.all([page, desk].map((one) => one.context().close()));
}

/** The owner of a shop. */
export async function owners({ browser, address, report, look }) {
  for (const { size, name, isWhole } of DESKS) {
    const onError = (what) => report.fail("no error in the console", what);
    const page = await openDesk(browser, { address, size, onError });
    const tools = { report, look, name: `${name}-owner` };
    await report.scene(`the merchants' door on ${size}`, async () => {
      await ownerLooksAround(page, tools);
      if (isWhole) await ownerReadsStatement(page, tools);
    });
    await page.context().close();
  }
}
