import { buildRequest } from "@club/shared/client";
import type { CallOf, EndpointDefinition, OutputOf } from "@club/shared/http";
import { ApiError, offlineError, refusalOf, timeoutError } from "./errors";
import type { Session } from "./session";

const ANSWER_MS = 20_000;
const FILE_MS = 180_000;

type CallOptions = {
  /** The name of this intent, for endpoints that move value: the same key never has two effects. */
  key?: string;
  signal?: AbortSignal;
};
export type Download = { name: string; blob: Blob };

/** The server's endpoints as functions. Every failure is an ApiError with sentences for people. */
export type Api = {
  session: Session;
  call: <E extends EndpointDefinition>(endpoint: E, input: CallOf<E>, options?: CallOptions) => Promise<OutputOf<E>>;
  /** The bytes of an endpoint that answers a file. */
  download: <E extends EndpointDefinition>(endpoint: E, input: CallOf<E>) => Promise<Download>;
  /** Sends a file as the body. */
  upload: <E extends EndpointDefinition>(endpoint: E, input: CallOf<E>, file: Blob) => Promise<OutputOf<E>>;
  /** Opens an endpoint that answers a stream; the caller reads and ends it. */
  open: <E extends EndpointDefinition>(
    endpoint: E,
    input: CallOf<E>,
    options: { signal: AbortSignal; lastEventId?: string },
  ) => Promise<Response>;
};

type Sending = {
  endpoint: EndpointDefinition;
  path: string;
  headers?: Record<string, string>;
  body?: BodyInit;
  signal?: AbortSignal | undefined;
  withinMs: number | null;
};

/** The API seen from one door. */
export function createApi(session: Session, fetcher: typeof fetch = (input, init) => fetch(input, init)): Api {
  const send = (sending: Sending) => sendSigned(session, fetcher, sending);
  return {
    session,
    call: async (endpoint, input, { key, signal } = {}) => {
      const { path, body } = buildRequest(endpoint, input);
      const headers = { ...(body && { "content-type": "application/json" }), ...(key && { "idempotency-key": key }) };
      const json = body ? { body: JSON.stringify(body) } : {};
      return answerOf(endpoint, await send({ endpoint, path, headers, ...json, signal, withinMs: ANSWER_MS }));
    },
    download: async (endpoint, input) => {
      const response = await send({ endpoint, path: buildRequest(endpoint, input).path, withinMs: FILE_MS });
      return { name: fileNameOf(response), blob: await response.blob() };
    },
    upload: async (endpoint, input, file) => {
      const headers = { "content-type": file.type || "application/octet-stream" };
      const { path } = buildRequest(endpoint, input);
      return answerOf(endpoint, await send({ endpoint, path, headers, body: file, withinMs: FILE_MS }));
    },
    open: (endpoint, input, { signal, lastEventId }) => {
      const headers: Record<string, string> = lastEventId === undefined ? {} : { "last-event-id": lastEventId };
      return send({ endpoint, path: buildRequest(endpoint, input).path, headers, signal, withinMs: null });
    },
  };
}

/** Sends with the access token. One that has run out is renewed once and the request sent again: the first one had no effect. */
async function sendSigned(session: Session, fetcher: typeof fetch, sending: Sending): Promise<Response> {
  if (sending.endpoint.auth === "public") return refuse(await transmit(fetcher, sending, null));
  const token = await session.accessToken();
  const first = await transmit(fetcher, sending, token);
  if (first.status !== 401 || token === null) return refuse(first);
  const renewed = await session.accessToken(token);
  return refuse(renewed === null ? first : await transmit(fetcher, sending, renewed));
}

async function transmit(fetcher: typeof fetch, sending: Sending, token: string | null): Promise<Response> {
  const { endpoint, path, headers, body, signal, withinMs } = sending;
  const limits = [signal, withinMs === null ? undefined : AbortSignal.timeout(withinMs)].filter((limit) => !!limit);
  try {
    return await fetcher(path, {
      method: endpoint.method,
      headers: { ...headers, ...(token !== null && { authorization: `Bearer ${token}` }) },
      ...(body !== undefined && { body }),
      signal: AbortSignal.any(limits),
      cache: "no-store",
      credentials: "omit",
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw error instanceof DOMException && error.name === "TimeoutError" ? timeoutError() : offlineError();
  }
}

async function refuse(response: Response): Promise<Response> {
  if (response.ok) return response;
  throw refusalOf(response.status, await response.json().catch(() => null));
}

/** The answer, checked against the contract. */
async function answerOf<E extends EndpointDefinition>(endpoint: E, response: Response): Promise<OutputOf<E>> {
  if (typeof endpoint.response === "string") return undefined as OutputOf<E>;
  const parsed = endpoint.response.safeParse(await response.json().catch(() => null));
  if (parsed.success) return parsed.data as OutputOf<E>;
  throw new ApiError({
    code: "client.unexpected-answer",
    status: response.status,
    title: "收到的内容无法识别",
    next: "系统可能刚刚升级，请刷新页面后重试。",
  });
}

function fileNameOf(response: Response): string {
  const disposition = response.headers.get("content-disposition") ?? "";
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  return encoded ? decodeURIComponent(encoded) : (/filename="?([^";]+)/i.exec(disposition)?.[1] ?? "下载");
}

/** Hands a file to the browser's downloads. */
export function saveFile({ name, blob }: Download): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
