import type { ApiError } from "../lib/api-error";
import { Empty } from "./empty";

/** A page or a part of it could not be loaded: what happened, what to do. */
export function ErrorState({ error, onRetry }: { error: ApiError; onRetry?: () => void }) {
  const action = onRetry && { action: { text: "重新加载", onClick: onRetry } };
  return <Empty art="cloud" title={error.message} note={error.next} {...action} />;
}
