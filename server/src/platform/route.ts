import type { Readable } from "node:stream";
import type { EndpointDefinition, InputOf, OutputOf } from "@club/shared/http";
import type { Ctx } from "./context";

/** An answer that is a file. `fileName` is what it is saved as; it may contain Chinese. */
export type FileAnswer = { fileName: string; contentType: string; stream: Readable | Buffer };
/** The bytes of an upload, beside the parsed params and query. */
export type UploadInput = { bytes: Buffer; contentType: string };

/** One endpoint of the contract and the function that serves it. */
export type Route = { endpoint: EndpointDefinition; handle: (ctx: Ctx, input: never) => Promise<unknown> };

/** Serves an endpoint that answers JSON or nothing (204). */
export function route<E extends EndpointDefinition>(
  endpoint: E,
  handle: (ctx: Ctx, input: InputOf<E>) => Promise<OutputOf<E>>,
): Route {
  return { endpoint, handle };
}

/** Serves an endpoint whose response is "file". */
export function fileRoute<E extends EndpointDefinition & { response: "file" }>(
  endpoint: E,
  handle: (ctx: Ctx, input: InputOf<E>) => Promise<FileAnswer>,
): Route {
  return { endpoint, handle };
}

/** Serves an endpoint with `upload`: the raw bytes arrive as `input.bytes`. */
export function uploadRoute<E extends EndpointDefinition & { upload: NonNullable<EndpointDefinition["upload"]> }>(
  endpoint: E,
  handle: (ctx: Ctx, input: InputOf<E> & UploadInput) => Promise<OutputOf<E>>,
): Route {
  return { endpoint, handle };
}
