import type { VoucherStatus } from "@club/shared/vouchers";
import { Schema } from "mongoose";
import { model } from "../../platform/db";

/** What was issued of one service in one city, and where it is now. */
export type BookCell = {
  cityCode: string;
  serviceId: string;
  issuedCount: number;
  counts: Partial<Record<VoucherStatus, number>>;
};

/** A count of all vouchers: the one under way, with the last member that is done, or the last that came to its end. */
export type VoucherBook = { _id: "running" | "last"; startedAt: Date; afterMemberId: string; cells: BookCell[] };

const text = { type: String, required: true } as const;
const cell = {
  _id: false,
  cityCode: text,
  serviceId: text,
  issuedCount: { type: Number, required: true },
  counts: { type: Schema.Types.Mixed, required: true },
} as const;

/** Two documents of some kilobytes. Shard key and only query: _id. */
export const VoucherBooks = model<VoucherBook>(
  "voucherBooks",
  new Schema<VoucherBook>({
    _id: text,
    startedAt: { type: Date, required: true },
    afterMemberId: { type: String, default: "" },
    cells: [cell],
  }),
);
