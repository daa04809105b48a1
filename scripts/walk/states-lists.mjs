// The lists of the preview and of the back office: while loading, without rows, when the server has a fault, long.
import { answering, changing, hold, LONG, refusing } from "./answers.mjs";
import { loaded, signIn } from "./desk.mjs";
import { open, sees } from "./phone.mjs";
import { becomesMember } from "./states.mjs";

const NOTHING = { items: [], nextCursor: null };
const MANY = 20;
const SKELETON = "[role=status][aria-label=正在加载]";

/** In full: the member of the demo data has none before the walk through the mall. */
const ORDER = {
  ...{ id: "order-of-the-walk-0000", orderNo: "202611230000001", productId: "product-of-the-walk" },
  ...{ status: "placed", statusName: "待发货", kind: "goods", title: LONG, picture: "umbrella" },
  ...{ quantity: 99, unitPoints: 99_999, totalPoints: 9_899_901, placedAt: "2026-11-23T02:00:00.000Z" },
};

/** Lists of a member: page, call, what an empty one says (null = looked at elsewhere), what is long in a row. */
const MEMBERS_LISTS = [
  {
    name: "points",
    url: "**/api/me/points/postings*",
    long: { note: LONG, points: 999_999, balanceAfterPoints: 9_999_999 },
  },
  { name: "orders", url: "**/api/me/orders*", long: ORDER },
  { name: "vehicles", url: "**/api/me/vehicles", long: { brand: LONG.slice(0, 20), model: LONG.slice(0, 30) } },
  { name: "assistant/inbox", url: "**/api/me/inbox*", long: { title: LONG, body: LONG.repeat(4) } },
];

export async function phoneLists(page, { report, look, name }) {
  const step = (title, work) => report.step(page, title, work);
  await step("a member of the demo data signs in", () => becomesMember(page));
  for (const { name: place, url, long } of MEMBERS_LISTS) {
    const eye = (state, options) => look(page, `${name}-${place.split("/").at(-1)}-${state}`, options);
    await step(`${place}: while loading, with a fault of the server, very long`, async () => {
      const release = await hold(page, url);
      await opensAfresh(page, place);
      await page.locator(SKELETON).filter({ visible: true }).first().waitFor();
      await eye("loading", { withAxe: false });
      await release();
      await page.locator(SKELETON).filter({ visible: true }).first().waitFor({ state: "detached" });
      await refusing(page, { url }, async () => {
        await opensAfresh(page, place);
        await sees(page, "重新加载");
        await eye("error");
      });
      await changing(page, url, lengthened(long), async () => {
        await opensAfresh(page, place);
        await sees(page, LONG.slice(0, 6));
        await eye("long");
      });
    });
  }
}

/** Nothing is remembered of an earlier visit. */
async function opensAfresh(page, place) {
  await open(page, `pages/${place}/index`);
  await page.evaluate(() => {
    for (const key of Object.keys(localStorage)) if (key.startsWith("cache.")) localStorage.removeItem(key);
  });
  await page.reload();
}

/** The first row, many times, with what is as long as anybody writes it. */
function lengthened(long) {
  return (answer) => {
    const row = { ...answer.items[0], ...long };
    const items = Array.from({ length: MANY }, (_, index) => ({ ...row, id: `${row.id.slice(0, -2)}${10 + index}` }));
    return { ...answer, items, nextCursor: null };
  };
}

/** Lists of the back office: place, call, what an empty one says. */
const OFFICE_LISTS = [
  { place: "members", url: "**/api/members?*", empty: "还没有会员" },
  { place: "redemptions", url: "**/api/staff/redemptions?*", empty: "还没有核销记录" },
  { place: "settlement", url: "**/api/staff/statements?*", empty: "还没有对账单" },
];

export async function deskLists(page, { report, look, name }) {
  const step = (title, work) => report.step(page, title, work);
  await step("the administrator signs in", () => signIn(page, "admin", "admin"));
  for (const { place, url, empty } of OFFICE_LISTS) {
    const eye = (state, options) => look(page, `${name}-${place}-${state}`, options);
    await step(`${place}: while loading, with a fault of the server, without rows`, async () => {
      const release = await hold(page, url);
      await page.goto(`/admin/${place}`);
      await page.locator(".ant-table-wrapper .ant-spin-spinning").filter({ visible: true }).first().waitFor();
      await eye("loading", { withAxe: false });
      await release();
      await refusing(page, { url }, async () => {
        await page.goto(`/admin/${place}`);
        await page.getByRole("button", { name: "重试" }).first().waitFor();
        await eye("error");
      });
      await answering(page, url, NOTHING, async () => {
        await page.goto(`/admin/${place}`);
        await page.locator(".ant-table-placeholder").getByText(empty).waitFor();
        await loaded(page);
        await eye("empty");
      });
    });
  }
}
