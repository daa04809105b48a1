import { formatFen, groupThousands } from "@club/shared/money";
import { cityName } from "@club/shared/regions";
import { formatDay, formatInstant, formatMoment } from "@club/shared/time";
import { Tag } from "antd";
import { now } from "../app/clock";

/** Fen as "¥1,280.00", right-aligned figures; a negative amount is also red. `null` is "—". */
export function Money({ fen }: { fen: number | null }) {
  if (fen === null) return <span className="num">—</span>;
  return <span className={fen < 0 ? "num negative" : "num"}>{formatFen(fen)}</span>;
}

/** A whole count as "1,280". */
export function countText(value: number): string {
  return `${value < 0 ? "-" : ""}${groupThousands(Math.abs(value))}`;
}

/** An instant as "今天 14:05"; the exact second on hover. `null` is "—". */
export function Time({ at }: { at: string | null }) {
  if (at === null) return <span className="num">—</span>;
  return (
    <time className="num" dateTime={at} title={formatInstant(new Date(at))}>
      {formatMoment(new Date(at), now())}
    </time>
  );
}

/** For columns and exports: "2026-11-22 14:05:09", "" for null. */
export function timeText(at: string | null): string {
  return at === null ? "" : formatInstant(new Date(at));
}

/** "2026-11-02" → "2026年11月2日". */
export function Day({ on }: { on: string | null }) {
  return <span className="num">{on === null ? "—" : formatDay(on)}</span>;
}

/** "2026-11" → "2026年11月". */
export function monthText(month: string): string {
  return `${month.slice(0, 4)}年${Number(month.slice(5))}月`;
}

/** A city's name; null is the whole province. */
export function placeText(cityCode: string | null): string {
  return cityCode === null ? "全省" : cityName(cityCode);
}

/** What a state means for whoever works on it: never by colour alone, the word always stands beside it. */
export type Tone = "done" | "going" | "waiting" | "danger" | "quiet";
const TONE_COLOURS: Record<Tone, string> = {
  done: "success",
  going: "processing",
  waiting: "warning",
  danger: "error",
  quiet: "default",
};

export function StateTag({ text, tone = "quiet" }: { text: string; tone?: Tone }) {
  return <Tag color={TONE_COLOURS[tone]}>{text}</Tag>;
}
