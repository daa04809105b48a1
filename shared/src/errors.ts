import { generalErrors } from "./errors/general";
import { giftpackErrors } from "./errors/giftpacks";
import { mallErrors } from "./errors/mall";
import { memberErrors } from "./errors/members";
import { merchantErrors } from "./errors/merchants";
import { overviewErrors } from "./errors/overview";
import { pointsErrors } from "./errors/points";
import { redemptionErrors } from "./errors/redemptions";
import { reminderErrors } from "./errors/reminders";
import { serviceErrors } from "./errors/services";
import { settlementErrors } from "./errors/settlement";
import { staffErrors } from "./errors/staff";
import { vehicleErrors } from "./errors/vehicles";
import { violationErrors } from "./errors/violations";
import { voucherErrors } from "./errors/vouchers";

/** One entry of the registry. Codes are never renamed or reused; `next` is the sentence that says what to do now. */
export type ErrorEntry = { status: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 503; title: string; next: string };

/** Every error code of the product; docs/errors.md is generated from it. */
export const ERRORS = {
  ...generalErrors,
  ...staffErrors,
  ...memberErrors,
  ...serviceErrors,
  ...giftpackErrors,
  ...voucherErrors,
  ...merchantErrors,
  ...redemptionErrors,
  ...settlementErrors,
  ...overviewErrors,
  ...vehicleErrors,
  ...violationErrors,
  ...mallErrors,
  ...pointsErrors,
  ...reminderErrors,
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** The body of every refusal: application/problem+json (RFC 9457) with our stable code. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  /** What to do next, in 中文. */
  detail: string;
  code: ErrorCode;
  requestId?: string;
  details?: Record<string, unknown>;
  errors?: { path: string; message: string }[];
};
