export type Dot = { id: string; lngE6: number; latE6: number };
/** Where a dot lies on a square plot, in per mille of its side from the left and from the top. */
export type PlottedDot = { id: string; x: number; y: number };

/** A degree of longitude is this much shorter than one of latitude in Shandong (cosine of about 36.5°), per mille. */
const LNG_SHRINK = 804;
/** Free space around the outermost dots, per mille of the side. */
const MARGIN = 120;
/** About 500 m: dots that lie together are not blown up over the whole plot. */
const MIN_SPAN_E6 = 4_500;

/** Fits dots into a square so that directions and distances look right; whole numbers only. */
export function plot(dots: readonly Dot[]): PlottedDot[] {
  if (dots.length === 0) return [];
  const xs = dots.map(({ lngE6 }) => Math.round((lngE6 * LNG_SHRINK) / 1000));
  const ys = dots.map(({ latE6 }) => latE6);
  const span = Math.max(spread(xs), spread(ys), MIN_SPAN_E6);
  const centre = { x: middle(xs), y: middle(ys) };
  const place = (offset: number) => 500 + Math.round((offset * (1000 - 2 * MARGIN)) / span);
  return dots.map(({ id }, index) => ({
    id,
    x: place((xs[index] ?? 0) - centre.x),
    y: place(centre.y - (ys[index] ?? 0)),
  }));
}

function spread(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}

function middle(values: readonly number[]): number {
  return Math.round((Math.max(...values) + Math.min(...values)) / 2);
}
