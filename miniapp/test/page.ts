import { act, fireEvent, screen } from "@testing-library/react";
import { clearSession, saveSession } from "../src/lib/session";
import { phone, resetPhone } from "./phone";
import { told } from "./taro";

/*
 * What tests of pages and of their parts share: the phone they are opened on, its clock and its taps.
 */

/** Lets `ms` pass on the phone's clock, and everything that waits for an answer go on. */
export function pass(ms = 0): Promise<void> {
  return act(async () => {
    await jest.advanceTimersByTimeAsync(ms);
  });
}

/** Taps what shows `text`. */
export async function press(text: string): Promise<void> {
  fireEvent.click(screen.getByText(text));
  await pass();
}

/** Another page is laid on the one that is tested. */
export function coverPage(): Promise<void> {
  for (const tell of told.hide) act(() => void tell());
  return pass();
}

/** The page that is tested is in sight again. */
export function uncoverPage(): Promise<void> {
  for (const tell of told.show) act(() => void tell());
  return pass();
}

/** Gives each test of the file a new phone, at 14:00 of 22 November 2026 in China; nobody is signed in. `params` are those of the page. */
export function onANewPhone(params: Record<string, string> = {}): void {
  beforeEach(() => {
    jest.useFakeTimers({ now: new Date("2026-11-22T06:00:00Z") });
    resetPhone();
    phone.params = params;
    clearSession("member");
  });
  afterEach(() => jest.useRealTimers());
}

/** The same phone, and a member is signed in. */
export function onAMembersPhone(params: Record<string, string> = {}): void {
  onANewPhone(params);
  beforeEach(signIn);
}

/** What the server answers when somebody signs in. */
export const TOKENS = { actorId: "m1", accessToken: "a", refreshToken: "r", expiresInSeconds: 900 };

/** Signs a member in on this phone. */
export function signIn(): void {
  saveSession("member", TOKENS, { isByWechat: true });
}
