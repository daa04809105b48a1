// How a hand works the mini-program's preview: only what is on the page that is seen, found by what a person reads.

/** Where a tap can land: the sheet or dialog in front when there is one, else the whole page. */
async function front(page) {
  const sheet = page.locator("[role=dialog]").filter({ visible: true }).last();
  return (await sheet.count()) > 0 ? sheet : page;
}

/** Buttons, cells and cards that are seen by their text or their spoken name; a whole text comes before a part of one. */
function named(root, name) {
  const spoken = root.locator(`[role=button][aria-label*="${name}"], [role=checkbox][aria-label*="${name}"]`);
  const written = root.locator("[role=button], taro-button-core").filter({ hasText: name });
  return spoken.or(written).filter({ visible: true });
}

export const tappable = (page, name) => named(page, name).first();

/** Taps what is called `name` in front; what is called exactly so is preferred. */
export async function tap(page, name) {
  await tappable(page, name).waitFor();
  const root = await front(page);
  const exact = named(root, name)
    .and(page.locator(`:text-is("${name}"), :has(> :text-is("${name}"))`))
    .first();
  await ((await exact.count()) > 0 ? exact : named(root, name).first()).click();
}

/** Waits until the text stands on the seen page. */
export function sees(page, text) {
  return page.getByText(text).filter({ visible: true }).first().waitFor();
}

/** Types into the field with this label, of the sheet in front when there is one. */
export async function type(page, label, value) {
  const input = page
    .locator(`taro-input-core[aria-label="${label}"] input, input[aria-label="${label}"]`)
    .filter({ visible: true })
    .last();
  await input.fill(value);
}

/** Opens a page of the preview; the phone keeps who is signed in. */
export async function open(page, route) {
  await page.goto(`/m/#/${route}`);
}

/** The tabs below. */
export async function goTab(page, title) {
  await page.locator(".weui-tabbar__item, .weui-tabbar a").filter({ hasText: title }).first().click();
}
