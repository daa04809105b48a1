import { stat } from "node:fs/promises";
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

test("a crowd of sign-ins leaves a thread of the pool to others, who do not wait behind it", async () => {
  let done = 0;
  const hashAndCount = async () => {
    await hashPassword("the same for all of them");
    done += 1;
  };
  const crowd = Array.from({ length: 12 }, hashAndCount);
  // A file is looked at on the same pool of four threads that hashes passwords.
  await stat(__filename);
  expect(done).toBeLessThan(5);
  await Promise.all(crowd);
});
