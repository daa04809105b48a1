import type { CallOf, EndpointDefinition } from "@club/shared/http";
import { useEffect, useRef, useState } from "react";
import { asApiError } from "./errors";
import { readEvents, reconnectMs, type ServerEvent } from "./events";
import { useApi } from "./hooks";

export type StreamState = "connecting" | "live" | "interrupted" | "refused";

/**
 * Listens to an endpoint that answers server-sent events while the component is shown. The stream is opened by fetch, so that
 * the token travels in a header; after a break it goes on behind the last event.
 */
export function useEvents<E extends EndpointDefinition>(
  endpoint: E,
  input: CallOf<E>,
  onEvent: (event: ServerEvent) => void,
): StreamState {
  const api = useApi();
  const [state, setState] = useState<StreamState>("connecting");
  const latest = useRef(onEvent);
  latest.current = onEvent;
  const written = JSON.stringify(input);
  useEffect(() => {
    const stop = new AbortController();
    let lastEventId: string | undefined;
    let failures = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const connect = async (): Promise<void> => {
      try {
        const options = { signal: stop.signal, ...(lastEventId !== undefined && { lastEventId }) };
        const response = await api.open(endpoint, JSON.parse(written) as CallOf<E>, options);
        failures = 0;
        setState("live");
        if (response.body) {
          await readEvents(response.body, (event) => {
            lastEventId = event.id ?? lastEventId;
            latest.current(event);
          });
        }
      } catch (error) {
        if (stop.signal.aborted) return;
        if ([401, 403, 404].includes(asApiError(error).status)) return setState("refused");
      }
      if (stop.signal.aborted) return;
      failures += 1;
      setState("interrupted");
      timer = setTimeout(connect, reconnectMs(failures));
    };
    void connect();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [api, endpoint, written]);
  return state;
}
