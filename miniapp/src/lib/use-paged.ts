import type { CallOf, EndpointDefinition, OutputOf } from "@club/shared/http";
import { useDidShow, useReachBottom } from "@tarojs/taro";
import { useCallback, useEffect, useRef, useState } from "react";
import { type ApiError, asApiError } from "./api-error";
import { useTellAsOf } from "./as-of";
import { type Identity, identityOf } from "./identity";
import { load } from "./load";
import { sessionTurn } from "./session";

type PageOf<E extends EndpointDefinition> =
  OutputOf<E> extends { items: (infer Item)[]; nextCursor: string | null } ? Item : never;

export type PagedList<Item = unknown> = {
  items: readonly Item[];
  /** Of the first page; later pages show what they do at the end of the list. */
  status: "loading" | "error" | "ready";
  error: ApiError | null;
  hasMore: boolean;
  isLoadingMore: boolean;
  /** Of the first page: null = answered just now. */
  asOf: Date | null;
  loadMore: () => void;
  retry: () => void;
  reload: () => Promise<void>;
};

type Held<Item> = {
  question: string;
  items: Item[];
  cursor: string | null;
  asOf: Date | null;
  error: ApiError | null;
  isBusy: boolean;
};

const PAGE_SIZE = 15;
/** What the contract allows in one page. */
const MAX_ROWS = 100;

/** A list by cursor, 15 rows at a time, more when the end of the page is reached; from the start when the page is shown again. */
export function usePaged<E extends EndpointDefinition>(
  endpoint: E,
  input: Omit<CallOf<E>, "cursor" | "limit">,
  { as, pageSize = PAGE_SIZE }: { as?: Identity; pageSize?: number } = {},
): PagedList<PageOf<E>> {
  const identity = as ?? identityOf(endpoint);
  const question = `${identity === null ? "everybody" : sessionTurn(identity)} ${JSON.stringify(input)}`;
  const [held, setHeld] = useState<Held<PageOf<E>> | null>(null);
  const asked = useRef(question);
  asked.current = question;
  const latest = useRef(input);
  latest.current = input;

  const fetchPage = useCallback(
    async (cursor: string | null, limit: number) => {
      const call = { ...latest.current, limit, ...(cursor !== null && { cursor }) } as CallOf<E>;
      const outcome = await load(endpoint, call, as).catch(asApiError);
      if (asked.current !== question) return;
      setHeld((last) => {
        const same = last?.question === question ? last : null;
        return "data" in outcome ? extended(same, { question, cursor, ...outcome }) : failed(same, question, outcome);
      });
    },
    [endpoint, question, as],
  );
  const current = held?.question === question ? held : null;
  useTellAsOf(current?.asOf ?? null);
  const shown = useRef(0);
  shown.current = current?.items.length ?? 0;
  const underway = useRef("");
  const reload = useCallback(async () => {
    underway.current = question;
    // As many rows as the page has now, so that coming back to it does not lose the place.
    await fetchPage(null, Math.min(MAX_ROWS, Math.max(pageSize, shown.current)));
    if (underway.current === question) underway.current = "";
  }, [fetchPage, question, pageSize]);
  useEffect(() => {
    if (underway.current !== question) void reload();
  }, [reload, question]);
  // The first showing and the opening come together; one of them is enough.
  useDidShow(() => {
    if (underway.current !== question) void reload();
  });

  const loadMore = () => {
    if (!current || current.cursor === null || current.isBusy) return;
    setHeld({ ...current, isBusy: true, error: null });
    void fetchPage(current.cursor, pageSize);
  };
  const retry = () => {
    if (current && current.items.length > 0) return loadMore();
    setHeld(null);
    void reload();
  };
  useReachBottom(() => {
    if (!current?.error) loadMore();
  });
  return { ...viewOf(current), loadMore, retry, reload };
}

type Answered = { question: string; cursor: string | null; data: unknown; asOf: Date | null };

/** The list with a page more; a first page takes the place of all. */
function extended<Item>(last: Held<Item> | null, { question, cursor, data, asOf }: Answered): Held<Item> {
  const { items, nextCursor } = data as { items: Item[]; nextCursor: string | null };
  const settled = { question, cursor: nextCursor, error: null, isBusy: false };
  if (cursor === null || last === null) return { ...settled, items, asOf };
  return { ...settled, items: [...last.items, ...items], asOf: last.asOf };
}

function failed<Item>(last: Held<Item> | null, question: string, error: ApiError): Held<Item> {
  if (last) return { ...last, error, isBusy: false };
  return { question, items: [], cursor: null, asOf: null, error, isBusy: false };
}

function viewOf<Item>(held: Held<Item> | null) {
  const isFirstError = held !== null && held.error !== null && held.items.length === 0;
  return {
    items: held?.items ?? [],
    status: held === null ? ("loading" as const) : isFirstError ? ("error" as const) : ("ready" as const),
    error: held?.error ?? null,
    hasMore: held !== null && held.cursor !== null,
    isLoadingMore: held?.isBusy ?? false,
    asOf: held?.asOf ?? null,
  };
}
