// What the back office does with a voucher, as the member sees it: locked, unlocked, taken back.
import { button, loaded } from "./desk.mjs";
import { sees, tap, tappable } from "./phone.mjs";

const REASON = "会员来电说手机丢失";

/** `desk` stands at the voucher's page, `member` shows its code. */
export async function deskLocksVoucher({ desk, member }, { report, look, name }) {
  const step = (title, work) => report.step(member, title, work);
  await step("a locked voucher says so on the member's phone, with the way on", async () => {
    await desk.reload();
    await changes(desk, "锁定", "锁定这张券");
    await desk.getByText(`已锁定：${REASON}`).waitFor();
    await sees(member, "已锁定");
    await tappable(member, "看看其他兑换券").waitFor();
    await look(member, `${name}-voucher-locked`);
    await look(desk, "w-admin-voucher-locked");
  });
  await step("unlocked, it shows its code again", async () => {
    await changes(desk, "解除锁定", "解除锁定");
    await button(desk, "收回").waitFor();
    await member.reload();
    await sees(member, "秒后自动更新");
  });
  await step("what was taken back says so, and leads to the others", async () => {
    await changes(desk, "收回", "收回 1 张兑换券");
    await sees(member, "已收回");
    await look(member, `${name}-voucher-revoked`);
    await tap(member, "看看其他兑换券");
    await sees(member, "可使用");
  });
}

async function changes(desk, opens, confirms) {
  await loaded(desk);
  await button(desk, new RegExp(`^${opens}$`)).click();
  const dialog = desk.getByRole("dialog").filter({ visible: true });
  await dialog.getByLabel(/^原因/).fill(REASON);
  await dialog.getByRole("button", { name: confirms }).click();
  await dialog.waitFor({ state: "detached" });
}
