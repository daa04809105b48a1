import { runDemo } from "./run-demo";

test("at size: what the clients were told, the redemptions, the statements and the vouchers agree for every merchant", async () => {
  const parts: string[] = [];
  const out = { write: (part: string) => void parts.push(part), isTerminal: false };
  const code = await runDemo(["--members", "40", "--redemptions", "70"], out, {
    mongodbUri: process.env.TEST_MONGODB_URI,
  });
  const text = parts.join("");
  expect(text).toContain("对平 ✓");
  expect(code).toBe(0);
  expect(text).toContain("40 位会员微信登录并注册");
  expect(text).toMatch(/发出 160 张 = 未用 90 \+ 已用 70 \+ 其他 0/);
  expect(text).toMatch(/合计 +70 +70 /);
}, 60_000);
