import { createHash } from "node:crypto";
import { CONSENT_KINDS, CONSENT_VERSIONS } from "@club/shared/auth";
import { VIOLATION_DISCLOSURE } from "@club/shared/violations";
import { DOCUMENTS } from "./documents";

const textOf = (kind: (typeof CONSENT_KINDS)[number]) => JSON.stringify(DOCUMENTS[kind]);

test("the privacy policy names what the forms ask for, and to whom it is given", () => {
  const given = [
    "车牌号",
    "车架号",
    "发动机号",
    "保险到期日",
    "驾驶证",
    "证号",
    "收货人、手机号和地址",
    "店员手机的位置",
  ];
  for (const what of [...given, VIOLATION_DISCLOSURE, "短信服务商", "快递公司"])
    expect(textOf("privacy")).toContain(what);
});

test("what members agreed to says what becomes of their points, and calls the undoing of a redemption as their pages do", () => {
  expect(textOf("terms")).toContain("剩余积分清零");
  expect(textOf("terms")).not.toContain("冲正");
});

/** A consent is to a text: whoever changes one gives it a new version, and then writes the new print here. */
test("a changed text has a new version", () => {
  const print = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 12);
  const prints = CONSENT_KINDS.map((kind) => `${kind} ${CONSENT_VERSIONS[kind]} ${print(textOf(kind))}`);
  expect(prints).toEqual([
    "terms 2026-11-23 6c1ecb46560a",
    "privacy 2026-11-23 9a7ad7c7f254",
    "sensitive 2026-11-23 cf72c0d7b3e7",
    "marketing 2026-11 3e7d011fb631",
  ]);
});
