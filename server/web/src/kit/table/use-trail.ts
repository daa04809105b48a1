import { useLocation, useNavigate } from "react-router";

export type Trail = { number: number; cursor: string | null; forward: (cursor: string) => void; back: () => void };

/** The cursors that led to this page, kept in the history entry: reload and "back" from a row find the same page. */
export function useTrail(listKey: string): Trail {
  const location = useLocation();
  const navigate = useNavigate();
  const state = location.state as { trail?: { list: string; cursors: string[] } } | null;
  const cursors = state?.trail?.list === listKey ? state.trail.cursors : [];
  const go = (next: string[]) =>
    navigate(location.pathname + location.search, {
      replace: true,
      state: { ...state, trail: { list: listKey, cursors: next } },
    });
  return {
    number: cursors.length + 1,
    cursor: cursors.at(-1) ?? null,
    forward: (cursor) => void go([...cursors, cursor]),
    back: () => void go(cursors.slice(0, -1)),
  };
}
