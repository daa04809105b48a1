const KEY = "club.device";

/** What this browser shows when somebody signs in, at either door; stays when they sign out. */
export function shownDevice(): { deviceToken?: string } {
  const kept = localStorage.getItem(KEY);
  return kept === null ? {} : { deviceToken: kept };
}

/** Keeps what the server gave this browser after the right password. */
export function keepDevice(deviceToken: string): void {
  localStorage.setItem(KEY, deviceToken);
}
