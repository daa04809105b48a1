import { Timeline } from "antd";
import { Time } from "./values";

/** What happened to one thing: a change, when it was (an instant) and why. */
type Happening = { at: string; kind: string; title: string; note?: string | null | undefined };

/** What happened, in the order given. */
export function History({ rows }: { rows: readonly Happening[] }) {
  return (
    <Timeline
      items={rows.map(({ at, kind, title, note }) => ({
        key: `${at}${kind}`,
        content: (
          <>
            <strong>{title}</strong> <Time at={at} />
            {note ? <div>{note}</div> : null}
          </>
        ),
      }))}
    />
  );
}
