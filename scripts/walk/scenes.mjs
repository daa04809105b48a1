// The chain on the phones: what the member leaves in the club, the clerk and the back office find.
import { openDesk, openPhone } from "./browser.mjs";
import { memberCars } from "./cars.mjs";
import { clerkRedeems, clerkUndoes } from "./clerk.mjs";
import { deskLocksVoucher } from "./lock.mjs";
import { withoutAxe } from "./look.mjs";
import { mallStates, memberEarns, memberRates, memberSpends } from "./mall.mjs";
import { memberArrives, memberSettles } from "./member.mjs";
import { findsMember, watchFeed } from "./office.mjs";
import { open, sees, tap } from "./phone.mjs";
import { readQr } from "./qr.mjs";
import { states } from "./scenes-states.mjs";
import { doors, offices, owners, signIns } from "./scenes-web.mjs";

/** The small phone shows the same pages: what is looked at there is whether they fit. */
const PHONES = [
  { size: "375x667", name: "m" },
  { size: "320x568", name: "m320", isSmall: true },
];

async function onPhones(stage) {
  for (const { isSmall = false, ...phone } of PHONES) {
    await chainOnPhone({ ...stage, look: isSmall ? withoutAxe(stage.look) : stage.look }, phone);
  }
}

/** Member and clerk with a phone each, until the voucher is used and given back. */
async function chainOnPhone({ browser, address, report, look }, { size, name }) {
  const onError = (what) => report.fail("no error in the console", what);
  const member = await openPhone(browser, { address, size, onError });
  const clerk = await openPhone(browser, { address, size, onError });
  const desk = await openDesk(browser, { address, size: "1440x900", onError });
  const tools = { report, look, name };
  await report.scene(`member and clerk on ${size}`, async () => {
    const shown = await memberArrives(member, tools);
    const voucher = await report.step(member, "the QR code on the screen can be read", async () => ({
      ...shown,
      token: await readQr(member.locator("[role=img][aria-label$=的二维码]").filter({ visible: true })),
    }));
    const sawIt = await watchFeed(desk, tools);
    await clerkRedeems(clerk, { ...tools, voucher });
    await sawIt("洗车");
    await report.step(member, "the member's page turns into the receipt by itself", async () => {
      await sees(member, "已使用");
      await sees(member, "凭证编号");
      await look(member, `${name}-voucher-used`);
    });
    await memberRates(member, tools);
    if (name === "m") await findsMember(desk, { ...tools, name: "w-admin", phone: voucher.phone });
    await clerkUndoes(clerk, { ...tools, code: voucher.code });
    await report.step(
      member,
      "what was taken back can be used again, and the page shows the code by itself",
      async () => {
        await sees(member, "秒后自动更新");
        await open(member, "pages/vouchers/index");
        await tap(member, "已使用");
        await sees(member, "已撤销");
        await look(member, `${name}-vouchers-used`);
        await member.goto(shown.voucherUrl);
        await member.reload();
        await sees(member, "秒后自动更新");
      },
    );
    if (name === "m") await deskLocksVoucher({ desk, member }, tools);
  });
  await report.scene(`the member's other pages on ${size}`, () => memberSettles(member, tools));
  await report.scene(`the member's cars on ${size}`, () => memberCars(member, tools));
  const rich = await openPhone(browser, { address, size, onError });
  await report.scene(`points and the mall on ${size}`, async () => {
    await memberEarns(member, tools);
    await memberSpends(rich, tools);
    if (name === "m") await mallStates(rich, tools);
  });
  await Promise.all([member, clerk, desk, rich].map((page) => page.context().close()));
}

/** Walked side by side; within a lane one after the other. */
export const LANES = [
  [onPhones, states],
  [doors, signIns, offices, owners],
];
