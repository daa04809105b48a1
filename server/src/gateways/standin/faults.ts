import type { ServerResponse } from "node:http";

/** A misbehaviour ordered for the next `times` calls of a path. */
export type Fault =
  | { kind: "errcode"; path: string; errcode: number; times: number }
  | { kind: "status"; path: string; status: number; times: number }
  | { kind: "garbage"; path: string; times: number }
  | { kind: "hang"; path: string; times: number }
  /** Does what it is asked, and its answer is lost: the connection ends, or the answer never comes. */
  | { kind: "lostAnswer"; how: "cut" | "silence"; path: string; times: number };

/** The faults still to come, by path. */
export function createFaults() {
  const waiting: Fault[] = [];
  return {
    add: (fault: Fault) => void waiting.push({ ...fault }),
    /** Takes the next fault of a path, if one is ordered. */
    take(path: string): Fault | null {
      const index = waiting.findIndex((fault) => fault.path === path);
      const fault = waiting[index];
      if (!fault) return null;
      fault.times -= 1;
      if (fault.times <= 0) waiting.splice(index, 1);
      return fault;
    },
  };
}

/** Answers as the fault says; a hanging answer is never sent (the server's close ends it). `work` is what the call asked for. */
export function answerFault(response: ServerResponse, fault: Fault, work: () => unknown = () => undefined): void {
  if (fault.kind === "hang") return;
  if (fault.kind === "lostAnswer") {
    work();
    if (fault.how === "cut") response.destroy();
    return;
  }
  if (fault.kind === "garbage") return void response.end("<html>502 Bad Gateway</html>");
  if (fault.kind === "status") {
    response.statusCode = fault.status;
    return void response.end("");
  }
  response.setHeader("content-type", "application/json; charset=utf-8");
  response.end(JSON.stringify({ errcode: fault.errcode, errmsg: `fault rid: ${fault.errcode}` }));
}
