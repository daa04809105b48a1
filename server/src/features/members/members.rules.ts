import { ageOn, checkIdCard } from "@club/shared/id-card";
import type { MemberStatus } from "@club/shared/members";
import { shanghaiDay } from "@club/shared/time";
import { AppError } from "../../platform/problem";

const ADULT_AGE = 18;

/**
 * Refuses an ID number of somebody who is not yet 18 on the day of `now` in Shanghai, or not yet born.
 * @throws members.under-age, request.invalid
 */
export function assertAdult(idCard: string, now: Date): void {
  const today = shanghaiDay(now);
  const check = checkIdCard(idCard, today);
  if (!check.ok) {
    throw new AppError("request.invalid", undefined, {
      errors: [{ path: "idCard", message: "身份证号有误，请对照证件逐位检查" }],
    });
  }
  if (ageOn(check.birthOn, today) < ADULT_AGE) throw new AppError("members.under-age");
}

/** The status of a member who does not leave (any more). */
export function openStatus(member: { idCardBlind: string | null }): MemberStatus {
  return member.idCardBlind === null ? "registered" : "completed";
}
