import { Alert, Button, Skeleton } from "antd";
import type { ReactNode } from "react";
import type { ApiError } from "../api/errors";

/** A failure in words: what happened, what to do, and a retry that keeps what was typed. */
export function ErrorNote({ error, onRetry }: { error: ApiError; onRetry?: () => void }) {
  return (
    <Alert
      type="error"
      showIcon
      title={error.message}
      description={error.next}
      action={onRetry ? <Button onClick={onRetry}>重试</Button> : undefined}
    />
  );
}

/** Nothing here: one drawing, one sentence, one next step. */
export function EmptyState({ sentence, action }: { sentence: string; action?: ReactNode }) {
  return (
    <div className="state">
      <svg
        width="72"
        height="56"
        viewBox="0 0 72 56"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        aria-hidden="true"
      >
        <path d="M6 30h14l4 7h24l4-7h14v18a4 4 0 0 1-4 4H10a4 4 0 0 1-4-4V30Z" />
        <path d="M6 30 16 9a4 4 0 0 1 3.6-2.3h32.800A4 4 0 0 1 56 9l10 21M28 19h16M31 25h10" />
      </svg>
      <p>{sentence}</p>
      {action}
    </div>
  );
}

/** Who may see this, for somebody who came by a link. */
export function NoRight({ who }: { who: string }) {
  return <EmptyState sentence={`您没有查看这里的权限，${who}可以查看。如确有需要，请联系省级管理员。`} />;
}

type Loaded<T> = { data: T | undefined; error: ApiError | null; refetch: () => unknown };

/** The three states of something that is read: a skeleton, the failure, or the thing. Old data stays while it is refreshed. */
export function Load<T>({
  from,
  rows = 6,
  children,
}: {
  from: Loaded<T>;
  rows?: number;
  children: (data: T) => ReactNode;
}) {
  if (from.data !== undefined) {
    return (
      <>
        {from.error ? <ErrorNote error={from.error} onRetry={() => from.refetch()} /> : null}
        {children(from.data)}
      </>
    );
  }
  if (from.error) return <ErrorNote error={from.error} onRetry={() => from.refetch()} />;
  return <Skeleton active title={false} paragraph={{ rows }} />;
}
