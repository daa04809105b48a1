// A pack given away by a file of phones: looked at row by row, then carried out.
import { button, choose, loaded, openRow, rowsOf } from "./desk.mjs";

const PACK = "生日礼包";
/** Somebody who is no member, and no phone at all. */
const NOBODY = ["13988887777", "1234"];

export async function administratorGivesByFile(page, { report, look, name }) {
  const step = (title, work) => report.step(page, title, work);
  await step("a file of phones is checked row by row before anything is given", async () => {
    await choose(page, "礼包");
    await openRow(page, PACK);
    await publishes(page);
    await button(page, "赠送").click();
    await page.getByRole("tab", { name: "上传手机号文件" }).click();
    await page.locator(".ant-modal input[type=file]").setInputFiles({
      ...{ name: "birthday.csv", mimeType: "text/csv" },
      buffer: Buffer.from(["手机号", await aMember(page), ...NOBODY].join("\n")),
    });
    await page.locator(".ant-modal textarea").filter({ visible: true }).fill("本月生日的高级会员");
    await look(page, `${name}-batch-file`);
    await button(page, "上传并先检查，不赠送").click();
    await button(page, "赠送给 1 位会员").waitFor();
    await rowsOf(page).filter({ hasText: "可以赠送" }).waitFor();
    await loaded(page);
    await look(page, `${name}-batch-checked`);
  });
  await step("carried out, every row says what became of it", async () => {
    await button(page, "赠送给 1 位会员").click();
    await page.getByText("每位会员只会得到一次").waitFor();
    await page.locator(".ant-modal-footer .ant-btn-primary").click();
    await page.getByText("已完成", { exact: true }).waitFor();
    await rowsOf(page).filter({ hasText: "已赠送" }).waitFor();
    await loaded(page);
    await look(page, `${name}-batch-done`);
  });
  await step("what nobody has claimed can be taken back", async () => {
    await choose(page, "礼包");
    await openRow(page, PACK);
    const given = rowsOf(page).filter({ hasText: "待领取" }).first();
    await given.locator("input[type=checkbox]").check();
    await page.getByText("已选 1 个礼包").waitFor();
    await loaded(page);
    await look(page, `${name}-grant-chosen`);
    await button(page, "收回 1 个礼包…").click();
    await page.locator(".ant-modal textarea").filter({ visible: true }).fill("名单有误");
    await look(page, `${name}-grant-take-back`);
    await page.locator(".ant-modal-footer .ant-btn-dangerous").click();
    await page.getByText("已收回 1 个礼包").waitFor();
    await rowsOf(page).filter({ hasText: "已收回" }).first().waitFor();
  });
}

/** The phone of a member of the demo data whom no other scene looks at. */
async function aMember(page) {
  const { members } = await (await page.request.get("/demo/accounts")).json();
  return members[1].login;
}

/** The demo data has it as a draft. */
async function publishes(page) {
  if ((await button(page, "发布").count()) === 0) return;
  await button(page, "发布").click();
  await page.getByRole("dialog").getByText("发布后适用人群").waitFor();
  await button(page, "发布礼包").click();
  await page.getByText("已发布", { exact: true }).first().waitFor();
  await button(page, "赠送").waitFor();
}
