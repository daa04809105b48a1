import type { CallOf, EndpointDefinition, OutputOf } from "@club/shared/http";
import { useDidShow } from "@tarojs/taro";
import { useCallback, useEffect, useRef, useState } from "react";
import { type ApiError, asApiError } from "./api-error";
import { useTellAsOf } from "./as-of";
import { type Identity, identityOf } from "./identity";
import { type Loaded, load } from "./load";
import { sessionTurn, useSession } from "./session";

export type QueryState<T> =
  | { status: "idle" }
  | { status: "loading" }
  | { status: "error"; error: ApiError; retry: () => void }
  | { status: "ready"; data: T; asOf: Date | null; reload: () => Promise<void> };

type Held<T> = { question: string; outcome: Loaded<T> | ApiError };

/**
 * Loads when the page opens, again when it is shown and when the session changes; an answer that comes too late for what is
 * asked now, or after that of a later request, is dropped, and an old answer stays on the page until the new one is here.
 * `input` null = nothing to ask yet.
 */
export function useQuery<E extends EndpointDefinition>(
  endpoint: E,
  input: CallOf<E> | null,
  { as }: { as?: Identity } = {},
): QueryState<OutputOf<E>> {
  const identity = as ?? identityOf(endpoint);
  const session = useSession(identity ?? "member");
  const canAsk = input !== null && (identity === null || session !== null);
  // What one member asked is never answered with what another was told.
  const who = identity === null ? "everybody" : sessionTurn(identity);
  const question = canAsk ? `${who} ${JSON.stringify(input)}` : "";
  const [held, setHeld] = useState<Held<OutputOf<E>> | null>(null);
  const asked = useRef(question);
  asked.current = question;
  const latest = useRef(input);
  latest.current = input;
  const underway = useRef("");
  const count = useRef({ sent: 0, shown: 0 });

  const run = useCallback(async () => {
    if (question === "" || latest.current === null) return;
    count.current.sent += 1;
    const number = count.current.sent;
    underway.current = question;
    const outcome = await load(endpoint, latest.current, as).catch(asApiError);
    if (underway.current === question) underway.current = "";
    if (asked.current !== question || number < count.current.shown) return;
    count.current.shown = number;
    setHeld((last) => (isWorse(outcome, last, question) ? last : { question, outcome }));
  }, [endpoint, question, as]);

  useEffect(() => {
    if (underway.current !== question) void run();
  }, [question, run]);
  // The first showing and the opening come together; one of them is enough.
  useDidShow(() => {
    if (underway.current !== question) void run();
  });
  const retry = useCallback(() => {
    setHeld(null);
    void run();
  }, [run]);

  const outcome = held?.question === question ? held.outcome : null;
  useTellAsOf(outcome && "data" in outcome ? outcome.asOf : null);
  if (question === "") return { status: "idle" };
  if (outcome === null) return { status: "loading" };
  if ("data" in outcome) return { status: "ready", ...outcome, reload: run };
  return { status: "error", error: outcome, retry };
}

/** A refresh that failed for want of a network does not take away what is on the page. */
function isWorse<T>(outcome: Loaded<T> | ApiError, last: Held<T> | null, question: string): boolean {
  if ("data" in outcome || last?.question !== question || !("data" in last.outcome)) return false;
  return outcome.isOffline || outcome.status >= 500;
}
