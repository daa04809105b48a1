import { getMe } from "@club/shared/members";
import { findCity } from "@club/shared/regions";
import { useSyncExternalStore } from "react";
import { useSession } from "../../lib/session";
import { useQuery } from "../../lib/use-query";
import { read, write } from "../../platform/storage";

const KEY = "life.city";
/** Shown to visitors who have told nothing: the capital of the province. */
const FIRST_CITY = "370100";

/** Kept besides the storage, which may be full. */
let held: string | null = null;
const listeners = new Set<() => void>();

/** The city whose shops are shown, on every page that is open: the one chosen on this phone, else the member's, else the capital. */
export function useCity(): [cityCode: string, choose: (cityCode: string) => void] {
  const session = useSession("member");
  const me = useQuery(getMe, session ? {} : null);
  const chosen = useSyncExternalStore(subscribe, chosenCity);
  const own = me.status === "ready" ? knownCity(me.data.cityCode) : null;
  return [chosen ?? own ?? FIRST_CITY, choose];
}

function choose(cityCode: string): void {
  held = cityCode;
  write(KEY, cityCode);
  for (const tell of listeners) tell();
}

function chosenCity(): string | null {
  held ??= knownCity(read(KEY));
  return held;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function knownCity(value: unknown): string | null {
  return typeof value === "string" && findCity(value) ? value : null;
}
