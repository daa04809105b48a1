import type { CallOf, EndpointDefinition, OutputOf } from "@club/shared/http";
import type { ReactNode } from "react";

/** What a list answers: one row of its page. */
export type RowOf<E extends EndpointDefinition> =
  OutputOf<E> extends { items: readonly (infer Row extends object)[] } ? Row : never;
/** Input of a list that every call carries (path parameters, a fixed filter). */
export type FixedOf<E extends EndpointDefinition> = Partial<CallOf<E>>;

export type Column<Row> = {
  key: string;
  title: string;
  /** What the cell says in words: shown unless `render` draws it, and exported. */
  text: (row: Row) => string;
  render?: (row: Row) => ReactNode;
  /** Numbers stand right. */
  align?: "right";
  width?: number;
  /** Buttons: they stay in sight at the right, however many columns there are. */
  isAction?: boolean;
  /** Hidden until somebody chooses it. */
  isExtra?: boolean;
};

type Choice = { value: string; label: string };

/** One field above a table; its value stands in the URL under `name`, which is also the endpoint's query field. */
export type Filter =
  | { kind: "text"; name: string; label: string; width?: number }
  | { kind: "choice"; name: string; label: string; choices: readonly Choice[] }
  /** `usual` is whose rows a list shows that is always of one city, while none is chosen. */
  | { kind: "city"; name: string; usual?: string }
  | { kind: "days"; from: string; to: string; label: string }
  | { kind: "month"; name: string; label: string }
  | {
      kind: "custom";
      name: string;
      label: string;
      render: (value: string | undefined, change: (value: string | undefined) => void) => ReactNode;
    };

/** The URL names that a filter uses. */
export function namesOf(filter: Filter): string[] {
  return filter.kind === "days" ? [filter.from, filter.to] : [filter.name];
}
