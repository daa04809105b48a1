import { useCallback, useEffect, useRef, useState } from "react";
import { type ApiError, asApiError } from "./api-error";

export type Action<Args extends unknown[]> = {
  /** Starts it; a second tap while it runs does nothing. */
  run: (...args: Args) => void;
  isRunning: boolean;
  /** Of the last run; null once it runs again. */
  error: ApiError | null;
  clear: () => void;
};

/** Something a tap does at the server. Errors are kept for the page to show, never thrown away. */
export function useAction<Args extends unknown[]>(work: (...args: Args) => Promise<unknown>): Action<Args> {
  const [isRunning, setIsRunning] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const isBusy = useRef(false);
  const isOpen = useRef(true);
  const latest = useRef(work);
  latest.current = work;
  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
    };
  }, []);
  const run = useCallback((...args: Args) => {
    if (isBusy.current) return;
    isBusy.current = true;
    setIsRunning(true);
    setError(null);
    latest
      .current(...args)
      .catch((failure: unknown) => {
        const problem = asApiError(failure);
        if (isOpen.current) setError(problem);
      })
      .finally(() => {
        isBusy.current = false;
        if (isOpen.current) setIsRunning(false);
      });
  }, []);
  const clear = useCallback(() => setError(null), []);
  return { run, isRunning, error, clear };
}
