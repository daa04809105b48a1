import { RedemptionQuotas, Redemptions } from "../../server/src/features/redemptions/redemptions.model";
import { Vouchers } from "../../server/src/features/vouchers/voucher.model";
import { voucherBalance } from "../../server/src/features/vouchers/vouchers.service";
import { native } from "../../server/src/platform/db";

/** What the database says about one voucher that was fought over. */
export type RaceResult = {
  status: string;
  uses: number;
  redemptionId: string | null;
  /** Every redemption of it in the ledger. */
  ledger: string[];
  /** Redemptions in the voucher's own history. */
  history: string[];
  /** Quota documents that name one of its redemptions. */
  quotas: number;
};

/** Read from the database, not from any answer. */
export async function raceResult(voucherId: string): Promise<RaceResult> {
  const voucher = await native(Vouchers).findOne({ _id: voucherId });
  const ledger = await native(Redemptions)
    .find({ voucherId }, { projection: { _id: 1 } })
    .toArray();
  const ids = ledger.map((row) => row._id);
  return {
    status: voucher?.status ?? "missing",
    uses: voucher?.uses ?? -1,
    redemptionId: voucher?.redemptionId ?? null,
    ledger: ids,
    history: (voucher?.redemptions ?? []).map((row) => row.redemptionId),
    quotas: await native(RedemptionQuotas).countDocuments({ redemptionId: { $in: ids } }),
  };
}

export type Books = {
  issuedCount: number;
  redeemedCount: number;
  isBalanced: boolean;
  ledgerCount: number;
  /** Redeemed vouchers whose redemption is not in the ledger, or is another voucher's. */
  withoutLedger: number;
  /** Ledger rows whose voucher does not name them. */
  orphans: number;
};

/** Vouchers against ledger, every row of both. */
export async function books(): Promise<Books> {
  const balance = await voucherBalance({});
  const ledger = new Map<string, string>();
  for await (const row of native(Redemptions).find({}, { projection: { voucherId: 1 } }))
    ledger.set(row._id, row.voucherId);
  const ledgerCount = ledger.size;
  let withoutLedger = 0;
  for await (const row of native(Vouchers).find({ status: "redeemed" }, { projection: { redemptionId: 1 } })) {
    const redemptionId = row.redemptionId ?? "";
    if (ledger.get(redemptionId) !== row._id) withoutLedger += 1;
    ledger.delete(redemptionId);
  }
  const { issuedCount, redeemedCount, isBalanced } = balance;
  return { issuedCount, redeemedCount, isBalanced, ledgerCount, withoutLedger, orphans: ledger.size };
}

/** How many redemptions the ledger has. */
export function ledgerCount(): Promise<number> {
  return native(Redemptions).countDocuments({});
}
