import { existsSync, statSync } from "node:fs";
import { damaged, inspectDataFile } from "./data-file";
import { type JournalState, readJournal } from "./journal";
import { unseal } from "./seal";
import { dataFileOf, hadData, JOURNAL_KEY, readJournalState } from "./tables";

/**
 * Looks through the files under `path` before anything opens them to write; with `areSealsChecked` also at the seal of every
 * record, which reading them all would do as well.
 * @returns the number of the latest commit; 0 when there is nothing yet
 * @throws Error with a sentence for people when they are damaged or gone
 */
export function inspectTables(path: string, areSealsChecked = false): number {
  const file = dataFileOf(path);
  const isGone = !existsSync(file) || statSync(file).size === 0;
  if (isGone && hadData(path)) throw damaged(`数据文件 ${file}`, "the file is missing or empty");
  let journal: JournalState | null = null;
  const look = (key: Buffer, value: Buffer): void => {
    if (key.length === JOURNAL_KEY.length && key.equals(JOURNAL_KEY)) journal = readJournalState(value);
    else if (areSealsChecked) unseal(key, value);
  };
  return inspectDataFile(file, look, () => journal !== null && isWhole(path, journal));
}

function isWhole(path: string, journal: JournalState): boolean {
  try {
    readJournal(path, journal);
    return true;
  } catch {
    return false;
  }
}
