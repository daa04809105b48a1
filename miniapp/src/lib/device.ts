import { read, write } from "../platform/storage";

const KEY = "device";

/** What this phone shows when somebody signs in with a password; stays when they sign out. */
export function shownDevice(): { deviceToken?: string } {
  const kept = read(KEY);
  return typeof kept === "string" ? { deviceToken: kept } : {};
}

/** Keeps what the server gave this phone after the right password. */
export function keepDevice(deviceToken: string): void {
  write(KEY, deviceToken);
}
