import { buildRequest } from "@club/shared/client";
import type { CallOf, EndpointDefinition, OutputOf } from "@club/shared/http";
import { asApiError } from "./api-error";
import { recall, remember } from "./cache";
import { type Identity, identityOf } from "./identity";
import { call } from "./request";
import { sessionTurn } from "./session";

/** `asOf` null = answered just now; else the instant of the last good answer, shown because none came. */
export type Loaded<T> = { data: T; asOf: Date | null };

/**
 * Asks for something to show. When no answer comes, or the server is away, the last good answer is shown and marked.
 * @throws ApiError when it refuses, or there is nothing to fall back on
 */
export async function load<E extends EndpointDefinition>(
  endpoint: E,
  input: CallOf<E>,
  as?: Identity,
): Promise<Loaded<OutputOf<E>>> {
  const identity = as ?? identityOf(endpoint);
  const turn = identity && sessionTurn(identity);
  const { path } = buildRequest(endpoint, input);
  try {
    const data = await call(endpoint, input, { as });
    // An answer that comes after its person has signed out is not written back into what was forgotten.
    if (identity === null || sessionTurn(identity) === turn) remember(identity, path, data);
    return { data, asOf: null };
  } catch (failure) {
    const error = asApiError(failure);
    if (!error.isOffline && error.status < 500) throw error;
    const last = recall(identity, path);
    const parsed = last && typeof endpoint.response !== "string" ? endpoint.response.safeParse(last.data) : null;
    if (!last || !parsed?.success) throw error;
    return { data: parsed.data as OutputOf<E>, asOf: new Date(last.at) };
  }
}
