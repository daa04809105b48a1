// Dialogs of the back office: opened, looked at and left. Nothing is changed.
import { button, choose, loaded, openRow } from "./desk.mjs";

/** Where they are - a place of the menu, a row with this text, a tab of its page - and of each its button, a sentence in it, its picture. */
const DIALOGS = [
  {
    place: "兑换券",
    row: "可使用",
    dialogs: [
      ["锁定", "会员暂时不能使用这张券", "voucher-lock"],
      ["延期", "只能往后延，不能提前", "voucher-extend"],
      ["替换", "原券立即作废", "voucher-replace"],
      ["收回", "收回后不能恢复", "voucher-revoke"],
    ],
  },
  {
    place: "会员",
    row: "已完善资料",
    dialogs: [
      ["更正资料", "只改填写的项目", "member-correct"],
      ["查看明文", "只显示一次", "member-reveal"],
    ],
  },
  { place: "商户", row: null, dialogs: [["登记商户", "补齐门店和协议", "merchant-new"]] },
  { place: "商户", row: "营业中", tab: "协议", dialogs: [["起草新版本", "先存为草稿", "agreement-draft"]] },
  { place: "核销", row: "已核销", dialogs: [["冲正这笔核销…", "冲正后不能恢复", "redemption-reverse"]] },
];

export async function administratorOpensDialogs(page, { report, look, name }) {
  for (const { place, row, tab, dialogs } of DIALOGS) {
    await report.step(
      page,
      `${place}: ${dialogs.map(([opens]) => opens).join("、")} say what they will do`,
      async () => {
        await choose(page, place);
        if (row !== null) await openRow(page, row);
        if (tab) await page.getByRole("tab", { name: tab }).click();
        await loaded(page);
        for (const [opens, text, picture] of dialogs)
          await looksInto(page, { opens, text }, () => look(page, `${name}-${picture}`));
      },
    );
  }
}

async function looksInto(page, { opens, text }, work) {
  await button(page, opens).first().click();
  const dialog = page.getByRole("dialog").filter({ visible: true });
  await dialog.getByText(text).first().waitFor();
  await work();
  await button(page, "先不").click();
  await dialog.waitFor({ state: "detached" });
}

/** The rows behind a proof that the books agree. */
export async function administratorLooksBehindProof(page, { report, look, name }) {
  await report.step(page, "behind a proof stand the records that differ, here none", async () => {
    await choose(page, "首页");
    await page.locator("button.figure").filter({ hasText: "一致" }).first().click();
    await page.waitForURL(/\/overview\/balance\//);
    await page.getByText("两边完全一致，没有需要处理的记录").waitFor();
    await loaded(page);
    await look(page, `${name}-balance`);
  });
}
