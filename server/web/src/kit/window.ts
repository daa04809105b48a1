import { endOfShanghaiDay, lastValidDay, shanghaiDay, startOfShanghaiDay } from "@club/shared/time";

/** A window as forms show it: its first and its last day in Shanghai; undefined = open on that side. */
export type TypedWindow = { opensOn?: string | undefined; closesOn?: string | undefined };
/** A half-open window as the contracts hold it. */
type Instants = { opensAt: string | null; closesAt: string | null };

export function typedWindow({ opensAt, closesAt }: Instants): TypedWindow {
  return {
    ...(opensAt !== null && { opensOn: shanghaiDay(new Date(opensAt)) }),
    ...(closesAt !== null && { closesOn: lastValidDay(new Date(closesAt)) }),
  };
}

/** The typed days as instants. A day that was not touched keeps the very instant it stood for (`kept`), be it in the middle of the day. */
export function windowOf(
  { opensOn, closesOn }: TypedWindow,
  kept: Instants = { opensAt: null, closesAt: null },
): Instants {
  const before = typedWindow(kept);
  const opensAt = opensOn ? startOfShanghaiDay(opensOn).toISOString() : null;
  const closesAt = closesOn ? endOfShanghaiDay(closesOn).toISOString() : null;
  return {
    opensAt: opensOn !== undefined && opensOn === before.opensOn ? kept.opensAt : opensAt,
    closesAt: closesOn !== undefined && closesOn === before.closesOn ? kept.closesAt : closesAt,
  };
}
