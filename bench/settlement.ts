import { type ClubProcess, newHome, openClub } from "./lib/club";
import { assertCorrect, type Finding, say } from "./lib/report";
import type { Scene } from "./lib/scene";
import { scaled } from "./lib/size";

const MONTH = { merchants: scaled(800, 16), redemptions: scaled(215_000, 2_000) };
const ROWS = scaled(1_000_000, 10_000);
const GENERATE_MS = 15_000;
const GROWTH_MB = 100;

/** The month of all merchants: drafted, drafted again to the last byte, exported in steady memory. */
export async function benchSettlement(scene: Scene): Promise<Finding[]> {
  const home = newHome(scene);
  const club = await openClub(scene, home);
  await club.call("prepareMonth", MONTH);
  say(`settlement: ${MONTH.redemptions} redemptions of ${MONTH.merchants} merchants stand ready`);
  const { ms } = await club.call("draftMonth");
  const first = await booksOf(club, "drafted");
  const again = await club.call("draftMonth");
  assertSame(first, await booksOf(club, "drafted again"));
  await club.call("forgetDrafts");
  await club.call("draftMonth");
  assertSame(first, await booksOf(club, "drafted from nothing"));
  await club.stop();
  const fresh = await openClub(scene, home);
  const largest = await fresh.call("exportLargest");
  const whole = await fresh.call("exportWhole");
  const rows = await fresh.call("exportRows", { rows: ROWS });
  const row = (what: string, target: string, of: { reached: string; isMet: boolean }): Finding => ({
    goal: "month",
    what,
    target,
    ...of,
  });
  const memory = (what: string, result: { growthMb: number; ms: number; bytes: number }) =>
    row(`memory while exporting ${what}`, `< ${GROWTH_MB} MB more`, {
      reached: `${result.growthMb.toFixed(0)} MB more, ${(result.ms / 1000).toFixed(1)} s, ${(result.bytes / 1e6).toFixed(1)} MB`,
      isMet: result.growthMb < GROWTH_MB,
    });
  return [
    row(`${first.lines} lines of ${first.statements} statements drafted`, "<= 15 s", {
      reached: `${(ms / 1000).toFixed(1)} s`,
      isMet: ms <= GENERATE_MS,
    }),
    row("drafted again and drafted from nothing", "the same bytes", {
      reached: `the same, again in ${(again.ms / 1000).toFixed(1)} s`,
      isMet: true,
    }),
    memory(`the largest statement (${largest.lines} lines)`, largest),
    memory(`the whole month (${first.lines} lines)`, whole),
    memory(`${ROWS} rows`, rows),
  ];
}

type Books = Awaited<ReturnType<typeof booksOf>>;

async function booksOf(club: ClubProcess, when: string) {
  const books = await club.call("monthBooks");
  const isWhole =
    books.lines === MONTH.redemptions && books.redemptions === books.lines && books.linesFen === books.redemptionsFen;
  assertCorrect(isWhole, `${when}: every redemption is a line: ${JSON.stringify(books)}`);
  return books;
}

function assertSame(first: Books, later: Books): void {
  const isSame = first.linesDigest === later.linesDigest && first.statementsDigest === later.statementsDigest;
  assertCorrect(isSame, `the lines are the same to the last byte: ${JSON.stringify({ first, later })}`);
}
