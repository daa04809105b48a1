import { hashPassword, verifyPassword } from "./password";

test("a password is kept as argon2id with 19 MiB and two passes, salted, and recognised again", async () => {
  const first = await hashPassword("一个很长的密码 42");
  expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await hashPassword("一个很长的密码 42")).not.toBe(first);
  expect(await verifyPassword(first, "一个很长的密码 42")).toBe(true);
  expect(await verifyPassword(first, "一个很长的密码 43")).toBe(false);
});

test("an account that does not exist has no password, not even the decoy's", async () => {
  expect(await verifyPassword(null, "no account has this password")).toBe(false);
});
