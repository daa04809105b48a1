import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import { type Filter, namesOf } from "./types";

export type FilterValues = Readonly<Record<string, string>>;

/** The filters of a list, kept in the URL, so that a link, a reload and "back" show the same rows. */
export function useUrlFilters(filters: readonly Filter[]): {
  values: FilterValues;
  change: (values: Record<string, string | undefined>) => void;
  clear: () => void;
} {
  const [params, setParams] = useSearchParams();
  const names = useMemo(() => filters.flatMap(namesOf), [filters]);
  const values = useMemo(
    () => Object.fromEntries(names.flatMap((name) => (params.get(name) ? [[name, params.get(name) ?? ""]] : []))),
    [names, params],
  );
  const change = useCallback(
    (changed: Record<string, string | undefined>) => {
      setParams(
        (old) => {
          const next = new URLSearchParams(old);
          for (const [name, value] of Object.entries(changed)) {
            if (value === undefined || value === "") next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace: true },
      );
    },
    [setParams],
  );
  const clear = useCallback(() => change(Object.fromEntries(names.map((name) => [name, undefined]))), [change, names]);
  return { values, change, clear };
}
