import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ERRORS, type ErrorEntry } from "./errors";

const entries = Object.entries(ERRORS) as [string, ErrorEntry][];
const CHINESE_SENTENCE = /^[^A-Za-z]*[\u4e00-\u9fff].*$/;

test.each(entries)(
  "%s is named feature.kebab-condition and says in 中文 what happened and what to do next",
  (code, entry) => {
    expect(code).toMatch(/^[a-z]+\.[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(entry.title).toMatch(CHINESE_SENTENCE);
    expect(entry.next).toMatch(CHINESE_SENTENCE);
    expect(entry.next).toMatch(/。$/);
    expect(entry.title + entry.next).not.toMatch(/[!！]/);
  },
);

test("docs/errors.md lists the registry as it is (UPDATE_DOCS=1 writes it)", () => {
  const file = path.resolve(__dirname, "../../docs/errors.md");
  const expected = markdown();
  if (process.env.UPDATE_DOCS) writeFileSync(file, expected);
  expect(readFileSync(file, "utf8")).toBe(expected);
});

function markdown(): string {
  const rows = [...entries]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { status, title, next }]) => `| \`${code}\` | ${status} | ${title} | ${next} |`);
  const head = "# Error codes\n\nGenerated from `shared/src/errors/`; codes are never renamed or reused.\n\n";
  return `${head}| Code | Status | What happened | What to do next |\n|---|---|---|---|\n${rows.join("\n")}\n`;
}
