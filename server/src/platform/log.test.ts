import { createLog, withoutPersonalData } from "./log";
import { AppError } from "./problem";

function capture() {
  const lines: string[] = [];
  const log = createLog({ logLevel: "info" }, { write: (line) => void lines.push(line) });
  return { log, last: () => JSON.parse(lines.at(-1) ?? "{}") as Record<string, unknown>, text: () => lines.join("") };
}

test.each([
  ["call 13812345678 now", "call [phone] now"],
  ["+8613812345678", "[phone]"],
  ["card 370102199003071234", "card [id card]"],
  ["card 37010219900307123X.", "card [id card]."],
  ["plate 鲁A12345 and 鲁B·D12345", "plate [plate] and [plate]"],
  ["Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_9", "Bearer [token]"],
  ["V1.abcdefghijklmnopqrstuv.0.tb9x4c.ABCDEFGHIJKLMNOPQRSTUV", "[token]"],
])("%s is logged as %s", (text, expected) => {
  expect(withoutPersonalData(text)).toBe(expected);
});

test("amounts, ids and instants are left alone", () => {
  const text = "12800 fen, id 0VUo4tKq1z9bcd8XyZ12, 2026-11-22T04:00:00.000Z, order 1381234567890123";
  expect(withoutPersonalData(text)).toBe(text);
});

test("known fields are removed at the top and two levels down", () => {
  const { log, text } = capture();
  log.info(
    { phone: "p-secret", member: { name: "n-secret", card: { idCard: "c-secret" } }, refreshToken: "r-secret" },
    "x",
  );
  expect(text()).not.toMatch(/-secret/);
});

test("an error is logged with type, stack and cause but not with what it carries along, and without personal data", () => {
  const { log, last, text } = capture();
  const cause = Object.assign(new Error("dup key: phone 13812345678"), { code: 11000, keyValue: { name: "王小明" } });
  log.error({ err: new AppError("internal.unexpected", undefined, { cause }) }, "failed for 13812345678");
  const { err, msg } = last() as {
    err: { type: string; stack: string; cause: { message: string; code: number } };
    msg: string;
  };
  expect(msg).toBe("failed for [phone]");
  expect(err.type).toBe("AppError");
  expect(err.stack).toContain("log.test.ts");
  expect(err.cause).toMatchObject({ message: "dup key: phone [phone]", code: 11000 });
  expect(text()).not.toContain("13812345678");
  expect(text()).not.toContain("王小明");
});

test("what is thrown but is no error is logged as text", () => {
  const { log, last } = capture();
  log.error({ err: "plain 13812345678" }, "x");
  expect(last().err).toBe("plain [phone]");
});
