import { decrypt, encrypt, type Keys } from "../../platform/crypto";

/*
 * The words of a reminder name a plate, so they are stored encrypted, as the plate itself is. The only place that knows how.
 */

/** What a member reads. */
export type Words = { title: string; body: string };

export function encryptWords(keys: Keys, { title, body }: Words): string {
  return encrypt(keys, JSON.stringify([title, body]), "reminders.words");
}

export function readWords(keys: Keys, row: { wordsEnc: string }): Words {
  const [title, body] = JSON.parse(decrypt(keys, row.wordsEnc, "reminders.words")) as [string, string];
  return { title, body };
}
