import { createContext, useContext, useEffect, useRef } from "react";

type Answered = { status: string; asOf?: Date | null };
type Tell = (part: object, asOf: Date | null) => void;

/** How old the oldest of several answers is; null = all that are here were given just now. */
export function oldest(...answers: readonly Answered[]): Date | null {
  return earliest(answers.flatMap(({ asOf }) => asOf ?? []));
}

/** The first of some instants; null = there is none. */
export function earliest(moments: readonly Date[]): Date | null {
  return moments.length === 0 ? null : new Date(Math.min(...moments.map(Number)));
}

/** Takes down how old what a part of the page shows is. Outside of a page nobody listens: what a page asks itself it passes on itself. */
export const AsOfContext = createContext<Tell>(() => undefined);

/** Tells the page around that this part shows something remembered, as long as it does. */
export function useTellAsOf(asOf: Date | null): void {
  const tell = useContext(AsOfContext);
  const part = useRef({}).current;
  useEffect(() => {
    tell(part, asOf);
    return () => tell(part, null);
  }, [tell, part, asOf]);
}
