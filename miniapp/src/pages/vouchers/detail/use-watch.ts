import { useEffect, useRef } from "react";
import { useIsSeen } from "../../../lib/use-is-seen";

/** Asks again and again while the page is seen, each time after the last answer has come; null = there is nothing to wait for. */
export function useWatch(reload: (() => Promise<void>) | null, everyMs: number | null): void {
  const isSeen = useIsSeen();
  const pace = isSeen ? everyMs : null;
  const latest = useRef(reload);
  latest.current = reload;
  useEffect(() => {
    if (pace === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const askLater = () => {
      if (!isOver) timer = setTimeout(() => void (latest.current?.() ?? Promise.resolve()).finally(askLater), pace);
    };
    askLater();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [pace]);
}
