import type { InputOf } from "@club/shared/http";
import type { LiveRedemption, watchRedemptions } from "@club/shared/overview";
import type { Ctx } from "../../platform/context";
import type { EventFeed } from "../../platform/events";
import { newestRedemptions } from "../redemptions/redemptions.figures";
import { cityOf } from "./overview.service";

/** Shown at first, and looked at again for reversals; and the most that is sent at once, because nobody can read more. */
const SHOWN_ROWS = 10;
const MOST_ROWS = 200;
/** A redemption carries the instant at which it was asked for; its transaction may become visible this much later. */
const LATE_MS = 10_000;
const EVENT_ID = /^(\d{13})\.([A-Za-z0-9_-]{1,64})$/;

/** The newest redemption that was sent: where a client goes on that comes back. */
type Place = { atMs: number; id: string };
type Told = Map<string, LiveRedemption>;

/**
 * Redemptions as they happen, in the caller's cities, read from the database by each process for itself. Every look goes back
 * ten seconds, so that a transaction that commits late is not missed, and over the last ten, so that none of them stands as
 * valid after it was reversed; what was sent already and has not changed is left out.
 */
export async function liveRedemptions(
  ctx: Ctx,
  input: InputOf<typeof watchRedemptions> & { lastEventId: string | null },
): Promise<EventFeed<LiveRedemption>> {
  const cityCode = cityOf(ctx, input);
  const read = (sinceMs: number, limit: number) => newestRedemptions({ cityCode, since: new Date(sinceMs), limit });
  let place = placeOf(input.lastEventId);
  const shown = place ? await read(0, SHOWN_ROWS) : [];
  const told: Told = new Map(shown.filter((row) => isToldBefore(row, place)).map((row) => [row.id, row]));
  let floorMs = 0;
  let sinceMs = place ? lookBack(place, shown) : 0;
  const next = async () => {
    const rows = await read(sinceMs, place ? MOST_ROWS : SHOWN_ROWS);
    // What came before the first ten stays out, however near.
    if (!place && rows.length === SHOWN_ROWS) floorMs = msOf(rows[0]);
    const events = rows
      .filter((row) => told.get(row.id)?.status !== row.status)
      .map((row) => {
        told.set(row.id, row);
        place = laterOf(place, row);
        return { id: `${place.atMs}.${place.id}`, data: row };
      });
    if (place) sinceMs = Math.max(floorMs, lookBack(place, rows));
    for (const row of told.values()) if (msOf(row) < sinceMs) told.delete(row.id);
    return events;
  };
  return { next };
}

function placeOf(lastEventId: string | null): Place | null {
  const [, atMs, id] = EVENT_ID.exec(lastEventId ?? "") ?? [];
  return atMs && id ? { atMs: Number(atMs), id } : null;
}

/** Whether who comes back has this row as it is: one that was reversed is told again, it may have happened meanwhile. */
function isToldBefore(row: LiveRedemption, place: Place | null): boolean {
  if (place === null || row.status === "reversed") return false;
  return row.id === place.id || msOf(row) < place.atMs - LATE_MS;
}

/** From when on rows may still be news: what commits late, and the last ten. */
function lookBack(place: Place, rows: readonly LiveRedemption[]): number {
  return Math.min(place.atMs - LATE_MS, msOf(rows.at(-SHOWN_ROWS)));
}

function laterOf(place: Place | null, row: LiveRedemption): Place {
  return place && place.atMs > msOf(row) ? place : { atMs: msOf(row), id: row.id };
}

/** Fewer rows than are shown: all of them count. */
function msOf(row: LiveRedemption | undefined): number {
  return row ? Date.parse(row.redeemedAt) : 0;
}
