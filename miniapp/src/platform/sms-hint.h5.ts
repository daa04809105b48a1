import { wait } from "../lib/wait";
import { askPreview } from "../preview/preview-api";

const ATTEMPTS = 8;
const PAUSE_MS = 700;
/** Clocks of browser and server may differ a little. */
const SLACK_MS = 5_000;

/** In the browser preview no phone receives anything: the code that the server's stand-in "sent" to `phone` (stars stand for any digit). */
export async function sentCode(phone: string, since: Date): Promise<string | null> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    await wait(PAUSE_MS);
    const path = `/demo/sms?phone=${encodeURIComponent(phone)}`;
    const { message } = await askPreview<{ message: { code: string; at: string } | null }>(path).catch(() => ({
      message: null,
    }));
    if (message && Date.parse(message.at) >= since.getTime() - SLACK_MS) return message.code;
  }
  return null;
}
