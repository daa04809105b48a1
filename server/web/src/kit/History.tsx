import { formatInstant } from "@club/shared/time";
import { Timeline } from "antd";

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
            <strong>{title}</strong> <span className="num">{formatInstant(new Date(at))}</span>
            {note ? <div>{note}</div> : null}
          </>
        ),
      }))}
    />
  );
}
