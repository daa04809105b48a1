import { QR_GRACE_SECONDS } from "@club/shared/vouchers";

/** A token as it came: its text and, by this phone's clock, when. */
export type QrIssue = { token: string; receivedMs: number; refreshAfterSeconds: number };
export type QrMoment = {
  /** fresh: show it; grace: a new one should be here but could not be fetched, it still redeems; dead: do not show it. */
  phase: "fresh" | "grace" | "dead";
  /** Whole seconds until the phase ends. */
  secondsLeft: number;
  /** 1 = just come, 0 = about to change. */
  share: number;
};

/**
 * What a token is worth now. Counted from when it arrived, because the phone's clock may be wrong by hours: then it can only be
 * shown a little too short, never too long by more than the answer took.
 */
export function qrMoment({ receivedMs, refreshAfterSeconds }: QrIssue, nowMs: number): QrMoment {
  const age = Math.max(0, Math.floor((nowMs - receivedMs) / 1000));
  const left = refreshAfterSeconds - age;
  if (left > 0) return { phase: "fresh", secondsLeft: left, share: left / refreshAfterSeconds };
  const graceLeft = left + QR_GRACE_SECONDS;
  return graceLeft > 0
    ? { phase: "grace", secondsLeft: graceLeft, share: 0 }
    : { phase: "dead", secondsLeft: 0, share: 0 };
}
