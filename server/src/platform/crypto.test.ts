import { randomBytes } from "node:crypto";
import {
  blindIndex,
  createKeys,
  decrypt,
  encrypt,
  needsReencrypt,
  readToken,
  sameText,
  signReceipt,
  signToken,
  verifyReceipt,
} from "./crypto";

const material = {
  dataKeys: [
    { id: "k2", key: randomBytes(32) },
    { id: "k1", key: randomBytes(32) },
  ],
  activeKeyId: "k2",
  indexKey: randomBytes(32),
  receiptKey: randomBytes(32),
  jwtSecret: randomBytes(32),
};
const keys = createKeys(material);
const now = new Date("2026-11-22T04:00:00Z");
const inOneMinute = new Date("2026-11-22T04:01:00Z");

/** Another character at `index`. */
const flip = (text: string, index: number) =>
  text.slice(0, index) + (text[index] === "A" ? "B" : "A") + text.slice(index + 1);

describe("encrypt", () => {
  test("what was encrypted comes back, and the same text never gives the same value twice", () => {
    const first = encrypt(keys, "13812345678", "members.phone");
    expect(first).toMatch(/^k2\.[A-Za-z0-9_-]+$/);
    expect(encrypt(keys, "13812345678", "members.phone")).not.toBe(first);
    expect(decrypt(keys, first, "members.phone")).toBe("13812345678");
    expect(decrypt(keys, encrypt(keys, "", "x"), "x")).toBe("");
    expect(decrypt(keys, encrypt(keys, "鲁A12345 张三", "x"), "x")).toBe("鲁A12345 张三");
  });

  test("a value copied into another field, changed anywhere, cut short or of an unknown key does not decrypt", () => {
    const value = encrypt(keys, "13812345678", "members.phone");
    expect(() => decrypt(keys, value, "members.name")).toThrow();
    for (let index = 3; index < value.length - 1; index += 1) {
      expect(() => decrypt(keys, flip(value, index), "members.phone")).toThrow();
    }
    expect(() => decrypt(keys, value.slice(0, 20), "members.phone")).toThrow();
    expect(() => decrypt(keys, value.replace("k2", "k9"), "members.phone")).toThrow(/not configured/);
    expect(() => decrypt(keys, value.replace("k2", "k1"), "members.phone")).toThrow();
  });

  test("after a change of the active key old values can still be read and are known to need encrypting again", () => {
    const old = encrypt(createKeys({ ...material, activeKeyId: "k1" }), "secret", "x");
    expect(decrypt(keys, old, "x")).toBe("secret");
    expect(needsReencrypt(keys, old)).toBe(true);
    expect(needsReencrypt(keys, encrypt(keys, "secret", "x"))).toBe(false);
  });

  test("keys without the active one are refused", () => {
    expect(() => createKeys({ ...material, activeKeyId: "k3" })).toThrow(/k3/);
  });
});

test("a blind index is stable, 22 characters, and different per purpose and per key", () => {
  const index = blindIndex(keys, "phone", "13812345678");
  expect(index).toMatch(/^[A-Za-z0-9_-]{22}$/);
  expect(blindIndex(keys, "phone", "13812345678")).toBe(index);
  expect(blindIndex(keys, "idcard", "13812345678")).not.toBe(index);
  expect(blindIndex(createKeys({ ...material, indexKey: randomBytes(32) }), "phone", "13812345678")).not.toBe(index);
});

describe("compact tokens", () => {
  test("a token gives its payload back until its time is over, dots and percent signs included", () => {
    const token = signToken(keys, "ticket", ["a.b", "50%2E", "", "3"], inOneMinute);
    expect(readToken(keys, "ticket", token, now)).toEqual(["a.b", "50%2E", "", "3"]);
    expect(readToken(keys, "ticket", token, new Date(inOneMinute.getTime() - 1))).not.toBeNull();
    expect(readToken(keys, "ticket", token, inOneMinute)).toBeNull();
  });

  test("a voucher's QR token fits into 60 characters", () => {
    const token = signToken(keys, "voucher-qr", [blindIndex(keys, "code", "x"), "0"], inOneMinute);
    expect(token.length).toBeLessThanOrEqual(60);
  });

  test("a token of another purpose, another key or with any character changed is nothing", () => {
    const token = signToken(keys, "ticket", ["voucher", "1"], inOneMinute);
    expect(readToken(keys, "voucher-qr", token, now)).toBeNull();
    const others = createKeys({ ...material, jwtSecret: randomBytes(32) });
    expect(readToken(others, "ticket", token, now)).toBeNull();
    for (let index = 0; index < token.length; index += 1) {
      expect(readToken(keys, "ticket", flip(token, index), now)).toBeNull();
    }
    for (const garbage of ["", "V1", "V1.", "V1..", "...", "V1.a.b.c", "鲁A12345"]) {
      expect(readToken(keys, "ticket", garbage, now)).toBeNull();
    }
  });
});

test("a receipt's signature holds for exactly the values that were signed", () => {
  const signature = signReceipt(keys, ["R1", "12800", "2026-11-22"]);
  expect(verifyReceipt(keys, ["R1", "12800", "2026-11-22"], signature)).toBe(true);
  expect(verifyReceipt(keys, ["R1", "12801", "2026-11-22"], signature)).toBe(false);
  expect(verifyReceipt(keys, ["R1.12800", "2026-11-22"], signature)).toBe(false);
  expect(verifyReceipt(keys, ["R1", "12800", "2026-11-22"], "")).toBe(false);
});

test("texts of different length are different, equal ones equal", () => {
  expect(sameText("abc", "abc")).toBe(true);
  expect(sameText("abc", "abcd")).toBe(false);
  expect(sameText("", "")).toBe(true);
});
