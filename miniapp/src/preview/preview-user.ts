import { read, write } from "../platform/storage";

const USER = "preview.user";
const PHONE = "preview.phone";

/** The WeChat user of this browser in the preview: the same until another is chosen. */
export function previewUser(): string {
  const stored = read(USER);
  return typeof stored === "string" ? stored : choosePreviewUser(null);
}

/** Takes the place of a demonstration account's WeChat user, or with null of somebody new. Answers the name. */
export function choosePreviewUser(user: string | null): string {
  const name = user ?? `visitor-${randomDigits(8)}`;
  write(USER, name);
  if (user === null) write(PHONE, `139${randomDigits(8)}`);
  return name;
}

/** The number that the preview proposes for this WeChat user. */
export function previewPhone(): string {
  const stored = read(PHONE);
  if (typeof stored === "string") return stored;
  const phone = `139${randomDigits(8)}`;
  write(PHONE, phone);
  return phone;
}

function randomDigits(count: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(count)), (byte) => byte % 10).join("");
}
