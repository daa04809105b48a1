import { Button } from "antd";
import { useEffect } from "react";
import type { Trail } from "./use-trail";

type FootProps = { count: number; next: string | null; trail: Trail; isStale: boolean };

/** Which page this is, and the ways to its neighbours. */
export function TableFoot({ count, next, trail, isStale }: FootProps) {
  useEffect(() => {
    if (trail.number > 1) window.scrollTo({ top: 0 });
  }, [trail.number]);
  if (trail.number === 1 && next === null) return count > 0 ? <div className="table-foot">共 {count} 条</div> : null;
  return (
    <div className="table-foot">
      <span>
        第 {trail.number} 页，本页 {count} 条{next === null ? "，已到最后" : ""}
      </span>
      <span className="push" />
      <Button disabled={trail.number === 1 || isStale} onClick={trail.back}>
        上一页
      </Button>
      <Button disabled={next === null || isStale} onClick={() => next !== null && trail.forward(next)}>
        下一页
      </Button>
    </div>
  );
}
