import { Agent, type IncomingMessage, request } from "node:http";
import { buildRequest } from "@club/shared/client";
import type { Problem } from "@club/shared/errors";
import type { CallOf, EndpointDefinition, OutputOf } from "@club/shared/http";

/** A refusal as it came over the wire. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly problem: Partial<Problem>,
  ) {
    super(`${status} ${problem.code ?? ""} ${problem.title ?? ""} ${problem.detail ?? ""}`.trim());
    this.name = "Refusal";
  }
}

/** `address`: the caller's own, as a proxy in front of the club would report it. */
type CallOptions = { token?: string; key?: string; address?: string };
type FileDownload = { contentType: string; bytes: Buffer };

/** A client of the club's API over HTTP with kept connections, as a phone or a browser is one. */
export type Client = {
  call<E extends EndpointDefinition>(endpoint: E, input: CallOf<E>, options?: CallOptions): Promise<OutputOf<E>>;
  download<E extends EndpointDefinition>(endpoint: E, input: CallOf<E>, options?: CallOptions): Promise<FileDownload>;
  close(): void;
};

/** `base` like http://127.0.0.1:3000; at most `connections` at once. */
export function createClient(base: string, connections: number): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const exchange = async <E extends EndpointDefinition>(endpoint: E, input: CallOf<E>, options: CallOptions = {}) => {
    const built = buildRequest(endpoint, input);
    const answer = await send({ agent, url: base + built.path, method: built.method, body: built.body, options });
    if (answer.status >= 400) throw new Refusal(answer.status, parseJson(answer.bytes) as Partial<Problem>);
    return answer;
  };
  return {
    call: async (endpoint, input, options) => {
      const { bytes } = await exchange(endpoint, input, options);
      return (bytes.length === 0 ? undefined : parseJson(bytes)) as OutputOf<typeof endpoint>;
    },
    download: exchange,
    close: () => agent.destroy(),
  };
}

type Exchange = {
  agent: Agent;
  url: string;
  method: string;
  body: Record<string, unknown> | undefined;
  options: CallOptions;
};
type Answer = { status: number; contentType: string; bytes: Buffer };

function send({ agent, url, method, body, options }: Exchange): Promise<Answer> {
  const content = body === undefined ? null : Buffer.from(JSON.stringify(body));
  const headers = {
    ...(options.token && { authorization: `Bearer ${options.token}` }),
    ...(options.key && { "idempotency-key": options.key }),
    ...(options.address && { "x-forwarded-for": options.address }),
    ...(content && { "content-type": "application/json", "content-length": String(content.length) }),
  };
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent, method, headers }, (incoming) => {
      readAll(incoming).then(resolve, reject);
    });
    outgoing.once("error", reject);
    outgoing.end(content ?? undefined);
  });
}

async function readAll(incoming: IncomingMessage): Promise<Answer> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  return {
    status: incoming.statusCode ?? 0,
    contentType: incoming.headers["content-type"] ?? "",
    bytes: parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts),
  };
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return { title: bytes.toString("utf8").slice(0, 200) };
  }
}

/** The refusal of a call, or null when it was let through. */
export async function refusalOf(call: () => Promise<unknown>): Promise<Refusal | null> {
  try {
    await call();
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
