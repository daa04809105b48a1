import { ACCOUNT_MISSES, lockSeconds } from "./login-guard.rules";

test.each([
  [1, 0],
  [4, 0],
  [5, 60],
  [6, 300],
  [7, 900],
  [8, 3600],
  [500, 3600],
])("after miss %i an account is locked for %i seconds", (misses, seconds) => {
  expect(lockSeconds(misses, ACCOUNT_MISSES)).toBe(seconds);
});
