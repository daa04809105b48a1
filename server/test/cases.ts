import type { ErrorCode } from "@club/shared/errors";
import type { CallOf, EndpointDefinition } from "@club/shared/http";
import type { TestUser } from "./kit";
import type { Caller, RoleName, World } from "./world";

/*
 * What the tests that go over every endpoint know about each: a valid call, and whom it concerns.
 */

/**
 * Whom the records in a call belong to. everyone: all whom the contract lets call. caller: each calls about their own.
 * member, merchant, city: the world's member, shop, home city; for the others of the same role the records do not exist.
 */
type Concern = "everyone" | "caller" | "member" | "merchant" | "city";
/** Values that a few endpoints may show in plain text to those whom they concern. */
export type Secret = "phone" | "idCard" | "name" | "code" | "contact";

export type Prepared = {
  input: Record<string, unknown>;
  as?: TestUser;
  upload?: { bytes: Buffer; contentType: string };
};
type PreparedFor<E extends EndpointDefinition> = Omit<Prepared, "input"> & { input: CallOf<E> };

export type CaseRules = {
  concerns: Concern;
  /** How those are answered whom it does not concern: 404 unless told; "list" = an answer without the world's records. */
  outsider?: "list" | ErrorCode;
  reveals?: readonly Secret[];
};
export type Case = CaseRules & {
  endpoint: EndpointDefinition;
  prepare: (world: World, caller: Caller) => Promise<Prepared>;
};

/** One endpoint's entry: `prepare` makes a valid call, afresh for everybody who may go through (`as` = in that role's stead). */
export function aCase<E extends EndpointDefinition>(endpoint: E, rules: CaseRules) {
  return (prepare: (world: World, caller: Caller) => Promise<PreparedFor<E>> | PreparedFor<E>): Case => ({
    endpoint,
    ...rules,
    prepare: async (world, caller) => (await prepare(world, caller)) as Prepared,
  });
}

/**
 * Calls a list in other ways too, as the province and as the home city, so that the proof of the query plans sees every way to
 * narrow it.
 */
export async function narrow<E extends EndpointDefinition>(
  { api, people }: World,
  endpoint: E,
  queries: readonly CallOf<E>[],
): Promise<void> {
  for (const query of queries)
    for (const as of [people.provinceAdmin, people.cityAdmin]) await api.call(endpoint, query, { as });
}

const STRANGERS: Record<Exclude<Concern, "everyone" | "caller">, readonly RoleName[]> = {
  member: ["otherMember"],
  merchant: ["otherClerk", "otherOwner"],
  city: ["cityAdminElsewhere", "financeElsewhere", "auditorElsewhere", "counterClerkElsewhere"],
};

/** Whether the case's records concern this caller. */
export function isConcerned({ concerns }: Case, name: RoleName): boolean {
  return concerns === "everyone" || concerns === "caller" || !STRANGERS[concerns].includes(name);
}

/** The contract's name of a caller's role. */
export function contractRole(name: RoleName): string {
  const plain = name.replace(/^other/, "").replace(/Elsewhere$/, "");
  return plain.charAt(0).toLowerCase() + plain.slice(1);
}

/** Whether the contract lets the caller's role call. */
export function mayCall({ auth }: EndpointDefinition, { name }: Caller): boolean {
  return auth === "public" || (auth as readonly string[]).includes(contractRole(name));
}
