import { getMe } from "@club/shared/members";
import { findCity } from "@club/shared/regions";
import { useState } from "react";
import { useSession } from "../../lib/session";
import { useQuery } from "../../lib/use-query";
import { read, write } from "../../platform/storage";

const KEY = "life.city";
/** Shown to visitors who have told nothing: the capital of the province. */
const FIRST_CITY = "370100";

/** The city whose shops are shown: the one chosen on this phone, else the member's, else the capital. */
export function useCity(): [cityCode: string, choose: (cityCode: string) => void] {
  const session = useSession("member");
  const me = useQuery(getMe, session ? {} : null);
  const [chosen, setChosen] = useState(() => knownCity(read(KEY)));
  const own = me.status === "ready" ? knownCity(me.data.cityCode) : null;
  const choose = (cityCode: string) => {
    write(KEY, cityCode);
    setChosen(cityCode);
  };
  return [chosen ?? own ?? FIRST_CITY, choose];
}

function knownCity(value: unknown): string | null {
  return typeof value === "string" && findCity(value) ? value : null;
}
