import { connect, type Socket } from "node:net";
import type { Shot } from "./load";

export type Answer = { status: number; body: string };
/** One keep-alive connection; `send` must not be called again before the last answer has arrived. */
export type Connection = { send: (shot: Shot) => Promise<Answer>; close: () => void };

const LOST: Answer = { status: 0, body: "" };
const EMPTY = Buffer.alloc(0);

/**
 * A connection to 127.0.0.1 that speaks just enough HTTP/1.1 for our own servers, at a fraction of what node:http costs as a
 * client. Connects at the first request and again whenever it was lost; a lost
 * answer has status 0.
 */
export function openConnection(port: number): Connection {
  let socket: Socket | null = null;
  let received: Buffer = EMPTY;
  let waiting: ((answer: Answer) => void) | null = null;

  const settle = (answer: Answer) => {
    const resolve = waiting;
    waiting = null;
    received = EMPTY;
    resolve?.(answer);
  };
  const lose = (lost: Socket) => {
    if (lost !== socket) return;
    socket = null;
    settle(LOST);
  };
  const open = (): Socket => {
    const opened = connect({ host: "127.0.0.1", port, noDelay: true });
    opened.on("data", (chunk) => {
      if (opened !== socket) return;
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const answer = readAnswer(received);
      if (!answer) return;
      if (answer.isLast) socket = null;
      settle(answer);
    });
    opened.on("error", () => lose(opened));
    opened.on("close", () => lose(opened));
    return opened;
  };

  return {
    send: (shot) =>
      new Promise((resolve) => {
        waiting = resolve;
        socket ??= open();
        socket.write(writeRequest(shot));
      }),
    close: () => {
      const last = socket;
      socket = null;
      last?.destroy();
    },
  };
}

function writeRequest({ method, path, headers, body }: Shot): string {
  let head = `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n`;
  for (const name in headers) head += `${name}: ${headers[name]}\r\n`;
  if (body === undefined) return `${head}\r\n`;
  return `${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** The whole answer once it has arrived, else null. */
function readAnswer(received: Buffer): (Answer & { isLast: boolean }) | null {
  const headEnd = received.indexOf("\r\n\r\n");
  if (headEnd < 0) return null;
  const head = received.toString("latin1", 0, headEnd).toLowerCase();
  const status = Number(head.slice(9, 12));
  const isLast = head.includes("\r\nconnection: close");
  const bodyStart = headEnd + 4;
  if (head.includes("\r\ntransfer-encoding: chunked")) {
    const isWhole = received.subarray(-5).toString("latin1") === "0\r\n\r\n";
    return isWhole ? { status, isLast, body: unchunk(received.subarray(bodyStart)) } : null;
  }
  const length = Number(/\r\ncontent-length: (\d+)/.exec(head)?.[1] ?? 0);
  if (received.length < bodyStart + length) return null;
  return { status, isLast, body: received.toString("utf8", bodyStart, bodyStart + length) };
}

function unchunk(body: Buffer): string {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = body.indexOf("\r\n", at);
    const size = Number.parseInt(body.toString("latin1", at, lineEnd), 16);
    if (!(size > 0)) return Buffer.concat(parts).toString("utf8");
    parts.push(body.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 4 + size;
  }
}
