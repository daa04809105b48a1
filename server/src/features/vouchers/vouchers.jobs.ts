import type { Job } from "../../platform/jobs";
import { countBooksNightly } from "./voucher-books.service";
import { expireVouchers } from "./vouchers.service";

export const vouchersJobs: Job[] = [
  { name: "vouchers.expire", everySeconds: 60, run: async (ctx) => void (await expireVouchers(ctx)) },
  { name: "vouchers.books", everySeconds: 60, run: countBooksNightly },
];
