import { createVoucherQr } from "@club/shared/vouchers";
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError } from "../../../lib/api-error";
import { call } from "../../../lib/request";
import { useIsSeen } from "../../../lib/use-is-seen";
import { now } from "../../../platform/clock";
import { type QrIssue, type QrMoment, qrMoment } from "./qr-rules";

const TICK_MS = 1000;
/** After a failure the next try is made after this many seconds. */
const RETRY_SECONDS = 5;

export type VoucherQr = {
  /** The token to show; null before the first one, and when the last one is dead. */
  token: string | null;
  moment: QrMoment | null;
  /** Why there is no new token; goes away with the next success. */
  error: ApiError | null;
  renew: () => void;
};

/** Keeps a token for the voucher's QR code fresh while the page is seen. `onRefused` = the voucher can no longer be used. */
export function useVoucherQr(voucherId: string, onRefused: () => void): VoucherQr {
  const [issue, setIssue] = useState<QrIssue | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [nowMs, setNowMs] = useState(() => now().getTime());
  const isSeen = useIsSeen();
  const isAsking = useRef(false);
  const triedMs = useRef(0);
  const refused = useRef(onRefused);
  refused.current = onRefused;

  const renew = useCallback(async () => {
    if (isAsking.current) return;
    isAsking.current = true;
    triedMs.current = now().getTime();
    try {
      const { token, refreshAfterSeconds } = await call(createVoucherQr, { voucherId });
      setIssue({ token, refreshAfterSeconds, receivedMs: now().getTime() });
      setNowMs(now().getTime());
      setError(null);
    } catch (caught) {
      if (caught instanceof ApiError) setError(caught);
      if (caught instanceof ApiError && caught.status === 409) refused.current();
    } finally {
      isAsking.current = false;
    }
  }, [voucherId]);

  useEffect(() => {
    if (!isSeen) return;
    const tick = () => {
      const at = now().getTime();
      setNowMs(at);
      const isDue = issue === null || qrMoment(issue, at).phase !== "fresh";
      if (isDue && at - triedMs.current >= RETRY_SECONDS * 1000) void renew();
    };
    tick();
    const timer = setInterval(tick, TICK_MS);
    return () => clearInterval(timer);
  }, [isSeen, issue, renew]);

  const moment = issue && qrMoment(issue, nowMs);
  const token = issue && moment?.phase !== "dead" ? issue.token : null;
  return { token, moment, error, renew: () => void renew() };
}
