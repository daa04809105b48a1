import { ArrowLeftOutlined } from "@ant-design/icons";
import { Button, Card, Descriptions } from "antd";
import { type ReactNode, useEffect } from "react";
import { useNavigate } from "react-router";
import { isTyping } from "./keys";

type PageProps = {
  title: string;
  /** One line beside the title: scope, time of the data. */
  note?: ReactNode;
  /** Path of the list this page was opened from; Esc goes there too. */
  back?: string;
  /** At most one of them is the primary action. */
  actions?: ReactNode;
  children: ReactNode;
};

/** The frame of every page: title, note, actions, content. */
export function Page({ title, note, back, actions, children }: PageProps) {
  const navigate = useNavigate();
  useEffect(() => {
    document.title = `${title} · 车主俱乐部`;
  }, [title]);
  useEffect(() => {
    if (back === undefined) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented && !isTyping(event) && !isDialogOpen()) navigate(back);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [back, navigate]);
  return (
    <div className="page">
      <header className="page-head">
        {back === undefined ? null : (
          <Button type="text" icon={<ArrowLeftOutlined />} aria-label="返回列表" onClick={() => navigate(back)} />
        )}
        <h1>{title}</h1>
        {note ? <span className="page-head-note">{note}</span> : null}
        {actions ? <div className="row push">{actions}</div> : null}
      </header>
      {children}
    </div>
  );
}

function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"]:not([style*="display: none"])') !== null;
}

/** A titled part of a page. */
export function Section({ title, extra, children }: { title?: string; extra?: ReactNode; children: ReactNode }) {
  return (
    <Card variant="borderless" {...(title && { title })} {...(extra !== undefined && { extra })}>
      {children}
    </Card>
  );
}

/** A `wide` fact has a line of its own. */
export type Fact = { label: string; value: ReactNode; wide?: boolean };

/** What is known of one thing, label and value. */
export function Facts({ items, columns = 3 }: { items: readonly Fact[]; columns?: number }) {
  return (
    <Descriptions
      size="small"
      column={columns}
      items={items.map(({ label, value, wide }, index) => ({
        key: label,
        label,
        children: value,
        // What is wide begins a line: the fact before it takes the rest of its own.
        ...((wide || items[index + 1]?.wide) && { span: "filled" as const }),
      }))}
    />
  );
}
