import { Agent, request } from "node:http";
import type { Answer, Connection } from "./connection";
import type { Shot } from "./load";

const LOST: Answer = { status: 0, body: "" };

/** A keep-alive connection to 127.0.0.1 by Node's own HTTP client. A lost answer has status 0. */
export function openNodeConnection(port: number): Connection {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return { send: (shot) => send(agent, port, shot), close: () => agent.destroy() };
}

function send(agent: Agent, port: number, { method, path, headers, body }: Shot): Promise<Answer> {
  return new Promise((resolve) => {
    const lost = () => resolve(LOST);
    const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const options = { agent, host: "127.0.0.1", port, method, path, headers: { ...headers, ...length } };
    const call = request(options, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() }));
      response.on("error", lost);
    });
    call.on("error", lost);
    call.end(body);
  });
}
