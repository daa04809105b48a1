import { type QrIssue, qrMoment } from "./qr-rules";

const issue: QrIssue = { token: "t", receivedMs: 1_000_000, refreshAfterSeconds: 60 };
const after = (seconds: number) => qrMoment(issue, issue.receivedMs + seconds * 1000);

test.each([
  [0, "fresh", 60],
  [59, "fresh", 1],
  [60, "grace", 30],
  [89, "grace", 1],
  [90, "dead", 0],
  [4000, "dead", 0],
] as const)("after %i s a token is %s with %i s left", (seconds, phase, secondsLeft) => {
  expect(after(seconds)).toMatchObject({ phase, secondsLeft });
});

test("a phone whose clock is set back meanwhile shows the code for its full time, not for ever", () => {
  expect(after(-5000)).toEqual({ phase: "fresh", secondsLeft: 60, share: 1 });
});

test("the ring empties evenly and is empty when the code changes", () => {
  expect(after(30).share).toBe(0.5);
  expect(after(60).share).toBe(0);
});
