import type { EndpointDefinition } from "@club/shared/http";

/** One phone may hold a member and a clerk at the same time; their sessions never mix. */
export type Identity = "member" | "clerk";

/** Who calls an endpoint: null = nobody needs to be signed in. An endpoint for both is called as the member unless told. */
export function identityOf(endpoint: EndpointDefinition): Identity | null {
  if (endpoint.auth === "public") return null;
  return endpoint.auth.includes("member") ? "member" : "clerk";
}
