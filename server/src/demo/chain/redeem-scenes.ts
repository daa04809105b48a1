import { randomUUID } from "node:crypto";
import { formatFen } from "@club/shared/money";
import {
  checkReceipt,
  confirmRedemption,
  previewRedemption,
  type ReceiptView,
  undoRedemption,
} from "@club/shared/redemptions";
import { createVoucherQr, getMyVoucher } from "@club/shared/vouchers";
import type { Person } from "./cast";
import { refusalOf } from "./http-client";
import { findVoucher } from "./member-scenes";
import type { Shop } from "./merchant-scenes";
import type { Club, Member, Stage } from "./stage";

export type Redeemed = {
  voucherId: string;
  token: string;
  ticket: string;
  key: string;
  clerk: Person;
  receipt: ReceiptView;
};
type Visit = { member: Member; club: Club; serviceId: string };

/** The member's QR code, the clerk's preview and confirmation, the receipt that anybody can check. */
export async function redeemOnce(stage: Stage, { member, club, serviceId }: Visit): Promise<Redeemed> {
  const voucherId = await findVoucher(stage, member, serviceId);
  return redeem(stage, { member, voucherId, shop: club.shop });
}

type Scan = { member: Member; voucherId: string; shop: Shop };

async function redeem(stage: Stage, { member, voucherId, shop }: Scan): Promise<Redeemed> {
  const { world, printer } = stage;
  const clerk = shop.clerks[0] as Person;
  const { token } = await world.client.call(createVoucherQr, { voucherId }, member);
  const seen = await scan(stage, { presented: token, shop, clerk });
  printer.expectEqual(
    seen.reasons.length,
    0,
    `核销员看到「${seen.service.name}」、车主 ${seen.member.name}，没有不能核销的原因`,
  );
  const ticket = seen.ticket ?? "";
  const key = randomUUID();
  const receipt = await world.client.call(confirmRedemption, { ticket }, { ...clerk, key });
  const { receiptNo, signature } = receipt;
  const shares = `俱乐部付 ${formatFen(receipt.clubFen)}，车主付 ${formatFen(receipt.memberFen)}`;
  const checked = await world.client.call(checkReceipt, { receiptNo, signature });
  printer.expectEqual(checked.status, "redeemed", `核销成功，凭证 ${receiptNo} 可公开核验；${shares}`);
  return { voucherId, token, ticket, key, clerk, receipt };
}

function scan({ world }: Stage, { presented, shop, clerk }: { presented: string; shop: Shop; clerk: Person }) {
  const { lng, lat } = shop.position;
  return world.client.call(
    previewRedemption,
    { presented, branchId: shop.branchId, position: { lngE6: lng, latE6: lat } },
    clerk,
  );
}

/** The same request again gives the same receipt, and nothing happens twice. */
export async function retrySame({ world, printer }: Stage, { ticket, key, clerk, receipt }: Redeemed): Promise<void> {
  const again = await world.client.call(confirmRedemption, { ticket }, { ...clerk, key });
  printer.expectEqual(
    JSON.stringify(again),
    JSON.stringify(receipt),
    `得到同一张凭证 ${again.receiptNo}，没有重复核销`,
  );
}

/** A voucher that is used is refused, by its readable code as well, with the reason. */
export async function refuseSecond(stage: Stage, { first, club }: { first: Redeemed; club: Club }): Promise<void> {
  const { world, printer } = stage;
  const other = club.shop.clerks[1] as Person;
  const seen = await scan(stage, { presented: first.token, shop: club.shop, clerk: other });
  const [reason] = seen.reasons;
  printer.expectEqual(
    reason?.code,
    "redemptions.already-redeemed",
    `扫码后看到原因：${reason?.title}。${reason?.next}`,
  );
  printer.expect(seen.ticket === null, "不能进入确认");
  const own = await refusalOf(() =>
    world.client.call(confirmRedemption, { ticket: first.ticket }, { ...first.clerk, key: randomUUID() }),
  );
  printer.expectEqual(
    own?.problem.code,
    "redemptions.already-redeemed",
    `换一个请求再确认也被拒绝：${own?.problem.title}。${own?.problem.detail}`,
  );
}

/** Undone within the hour: the voucher comes back, the old code stays dead, and it is redeemed again. */
export async function undoAndRedeemAgain(
  stage: Stage,
  { first, member, club }: { first: Redeemed; member: Member; club: Club },
): Promise<void> {
  const { world, printer } = stage;
  const { voucherId, receipt, clerk } = first;
  const undone = await world.client.call(
    undoRedemption,
    { redemptionId: receipt.redemptionId, reason: "扫错车辆，撤销重扫" },
    clerk,
  );
  printer.expectEqual(undone.status, "reversed", "核销已撤销");
  const voucher = await world.client.call(getMyVoucher, { voucherId }, member);
  printer.expectEqual(voucher.status, "issued", "洗车券回到车主手里");
  const stale = await refusalOf(() =>
    world.client.call(confirmRedemption, { ticket: first.ticket }, { ...clerk, key: randomUUID() }),
  );
  printer.expectEqual(stale?.problem.code, "redemptions.ticket-expired", `旧的核销单作废：${stale?.problem.title}`);
  const again = await redeem(stage, { member, voucherId, shop: club.shop });
  printer.expect(again.receipt.receiptNo !== receipt.receiptNo, "重新核销得到新凭证");
  const { receiptNo, signature } = receipt;
  const old = await world.client.call(checkReceipt, { receiptNo, signature });
  printer.expectEqual(old.status, "reversed", `旧凭证 ${receiptNo} 显示已撤销`);
}
