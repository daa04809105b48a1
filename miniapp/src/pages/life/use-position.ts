import { useState } from "react";
import { currentPosition, type PositionE6 } from "../../platform/location";

/** Kept in memory only: where somebody was is not written down. */
let last: PositionE6 | null = null;

export type Positioning = {
  /** Null until it is asked for and given. */
  position: PositionE6 | null;
  isAsking: boolean;
  /** It was asked for and not given. */
  isRefused: boolean;
  ask: () => void;
};

/** The place of the phone, asked for only by `ask` (a tap), never on opening a page. */
export function usePosition(): Positioning {
  const [position, setPosition] = useState(last);
  const [isAsking, setIsAsking] = useState(false);
  const [isRefused, setIsRefused] = useState(false);
  const ask = async () => {
    if (isAsking) return;
    setIsAsking(true);
    const found = await currentPosition();
    setIsAsking(false);
    setIsRefused(found === null);
    if (found === null) return;
    last = found;
    setPosition(found);
  };
  return { position, isAsking, isRefused, ask: () => void ask() };
}
