import { useCallback, useEffect, useState } from "react";
import { ApiError } from "./request";

export type RequestState<T> =
  | { status: "loading" }
  | { status: "error"; error: ApiError; retry: () => void }
  | { status: "ready"; data: T };

/** Runs a request when the page opens and again on `retry`. An answer that comes after the page closed is dropped. */
export function useRequest<T>(load: () => Promise<T>): RequestState<T> {
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<RequestState<T>>({ status: "loading" });
  const retry = useCallback(() => {
    setState({ status: "loading" });
    setAttempt((count) => count + 1);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` is what asks for another run
  useEffect(() => {
    let isOpen = true;
    load().then(
      (data) => isOpen && setState({ status: "ready", data }),
      (error: unknown) => isOpen && setState({ status: "error", error: asApiError(error), retry }),
    );
    return () => {
      isOpen = false;
    };
  }, [load, retry, attempt]);
  return state;
}

function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError("client.bug", 0, "页面出了点问题", "请返回后重新打开。");
}
