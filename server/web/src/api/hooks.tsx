import type { CallOf, EndpointDefinition, OutputOf } from "@club/shared/http";
import {
  keepPreviousData,
  QueryClient,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from "react";
import { type Api, saveFile } from "./client";
import { type ApiError, asApiError } from "./errors";

const ApiContext = createContext<Api | null>(null);

export function ApiProvider({ api, children }: { api: Api; children: ReactNode }) {
  return <ApiContext.Provider value={api}>{children}</ApiContext.Provider>;
}

/** The API of this door. @throws Error outside an ApiProvider */
export function useApi(): Api {
  const api = useContext(ApiContext);
  if (!api) throw new Error("useApi needs an ApiProvider");
  return api;
}

/** Reads are tried again when the server was out of reach or busy; what it refused stays refused. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (failures, error) => failures < 2 && [0, 503].includes(asApiError(error).status),
        refetchOnWindowFocus: true,
      },
    },
  });
}

export type ReadOptions = { enabled?: boolean; refetchMs?: number | false; keepPrevious?: boolean };

/** Reads an endpoint and keeps the answer fresh. `error` is always an ApiError. */
export function useCall<E extends EndpointDefinition>(
  endpoint: E,
  input: CallOf<E>,
  { enabled = true, refetchMs = false, keepPrevious = false }: ReadOptions = {},
): UseQueryResult<OutputOf<E>, ApiError> {
  const api = useApi();
  return useQuery<OutputOf<E>, ApiError, OutputOf<E>>({
    queryKey: [endpoint.name, input],
    queryFn: ({ signal }) => api.call(endpoint, input, { signal }),
    enabled,
    refetchInterval: refetchMs,
    ...(keepPrevious && { placeholderData: keepPreviousData as never }),
  });
}

/**
 * Calls an endpoint that changes something; afterwards everything on the page is read afresh. A call repeated with the same
 * input after a failure keeps its Idempotency-Key, so that a lost answer has one effect.
 */
export function useAction<E extends EndpointDefinition>(
  endpoint: E,
): UseMutationResult<OutputOf<E>, ApiError, CallOf<E>> {
  const api = useApi();
  const queries = useQueryClient();
  const intent = useRef<{ input: string; key: string } | null>(null);
  return useMutation<OutputOf<E>, ApiError, CallOf<E>>({
    mutationKey: [endpoint.name],
    mutationFn: (input) => {
      const written = JSON.stringify(input);
      if (intent.current?.input !== written) intent.current = { input: written, key: newKey() };
      return api.call(endpoint, input, endpoint.idempotent ? { key: intent.current.key } : {});
    },
    onSuccess: async () => {
      intent.current = null;
      await queries.invalidateQueries();
    },
  });
}

/**
 * Something that can be refused: `isBusy` while it is tried, `error` is what to show afterwards. `attempt` never rejects; the refusal is
 * also handed to `onRefused` (a form shows it under its fields).
 */
export function useAttempt() {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const clear = useCallback(() => setError(null), []);
  const attempt = useCallback(async (work: () => Promise<void>, onRefused?: (refusal: ApiError) => void) => {
    setBusy(true);
    setError(null);
    try {
      await work();
    } catch (failure) {
      const refusal = asApiError(failure);
      setError(refusal);
      onRefused?.(refusal);
    } finally {
      setBusy(false);
    }
  }, []);
  return { attempt, isBusy, error, clear };
}

/** Downloads the file of an endpoint; `error` is what to show when it failed. */
export function useDownload() {
  const api = useApi();
  const { attempt, isBusy, error } = useAttempt();
  const download = useCallback(
    <E extends EndpointDefinition>(endpoint: E, input: CallOf<E>) =>
      attempt(async () => saveFile(await api.download(endpoint, input))),
    [api, attempt],
  );
  return { download, isBusy, error };
}

/** 128 random bits in hex; works where crypto.randomUUID does not (plain HTTP inside a network). */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
