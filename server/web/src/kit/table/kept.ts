import { useCallback, useState } from "react";

/** State that this browser remembers. What cannot be read (an older form, storage refused) falls back to `initial`. */
export function useKept<T>(key: string, initial: T, isRight: (value: unknown) => value is T): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => read(key, isRight) ?? initial);
  const keep = useCallback(
    (next: T) => {
      setValue(next);
      try {
        localStorage.setItem(key, JSON.stringify(next));
      } catch {
        // Private windows may refuse storage; the choice then lasts as long as the page.
      }
    },
    [key],
  );
  return [value, keep];
}

function read<T>(key: string, isRight: (value: unknown) => value is T): T | null {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    return isRight(value) ? value : null;
  } catch {
    return null;
  }
}

export function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
