import type { OutputOf } from "@club/shared/http";
import type { listOrgs } from "@club/shared/orgs";
import { CITIES, cityName, PROVINCE_CODE } from "@club/shared/regions";

/** The province and its 16 cities, in the order of their codes. */
export function describeOrgs(): OutputOf<typeof listOrgs> {
  return {
    province: { code: PROVINCE_CODE, name: cityName(PROVINCE_CODE) },
    cities: CITIES.map(({ code, name, plateLetters }) => ({ code, name, plateLetters: [...plateLetters] })),
  };
}
