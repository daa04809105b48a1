import { readFileSync } from "node:fs";
import path from "node:path";
import { SUBSET } from "./subset";

const README = readFileSync(path.join(__dirname, "..", "README.md"), "utf8");

/** The names in backticks of each paragraph `**Title.** …` under "What it understands". */
function writtenLists(): Map<string, string[]> {
  const [, section = ""] = README.split("\n## What it understands\n");
  const [text = ""] = section.split("\n## ");
  const lists = new Map<string, string[]>();
  for (const paragraph of text.split("\n\n")) {
    const title = /^\*\*([A-Za-z ]+)\.\*\*/.exec(paragraph.trim())?.[1];
    if (title === undefined) continue;
    const names = [...paragraph.matchAll(/`([^`]+)`/g)].flatMap(([, span = ""]) => span.trim().split(/\s+/));
    lists.set(title, names);
  }
  return lists;
}

describe("the README lists exactly what the server takes", () => {
  const written = writtenLists();

  test("every list has its paragraph", () => {
    expect([...written.keys()].sort()).toEqual(Object.keys(SUBSET).sort());
  });

  test.each(Object.entries(SUBSET))("%s", (title, taken) => {
    const names = written.get(title) ?? [];
    const isWritten = new Set(names);
    const isTaken = new Set<string>(taken);
    expect({
      missingInReadme: [...isTaken].filter((name) => !isWritten.has(name)).sort(),
      refusedByServer: [...isWritten].filter((name) => !isTaken.has(name)).sort(),
      listedTwice: names.filter((name, i) => names.indexOf(name) !== i),
    }).toEqual({ missingInReadme: [], refusedByServer: [], listedTwice: [] });
  });
});
