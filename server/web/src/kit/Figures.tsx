import type { ReactNode } from "react";

export type Figure = {
  label: string;
  value: ReactNode;
  note?: ReactNode;
  /** Makes the tile a button, e.g. to the rows behind the figure. */
  onOpen?: () => void;
};

/** A row of figures: the number is the biggest thing, its name above, a note below. */
export function Figures({ items }: { items: readonly Figure[] }) {
  return (
    <div className="figures">
      {items.map((item) => (
        <FigureTile key={item.label} item={item} />
      ))}
    </div>
  );
}

function FigureTile({ item: { label, value, note, onOpen } }: { item: Figure }) {
  const content = (
    <>
      <span className="figure-label">{label}</span>
      <span className="figure-value">{value}</span>
      {note ? <span className="figure-note">{note}</span> : null}
    </>
  );
  if (!onOpen) return <div className="figure">{content}</div>;
  return (
    <button type="button" className="figure" onClick={onOpen}>
      {content}
    </button>
  );
}
