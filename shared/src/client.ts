import type { CallOf, EndpointDefinition } from "./http";

/** One HTTP request, ready for fetch, wx.request or a test. */
export type BuiltRequest = { method: EndpointDefinition["method"]; path: string; body?: Record<string, unknown> };

/**
 * Turns a contract and its input into a request: placeholders from `params`, the query from `query`, the rest is the body.
 * Uses nothing a WeChat logic layer lacks (no URL, no URLSearchParams).
 */
export function buildRequest<E extends EndpointDefinition>(endpoint: E, input: CallOf<E>): BuiltRequest {
  const values = { ...(input as Record<string, unknown>) };
  const path = endpoint.path.replace(/:([A-Za-z]+)/g, (_, name: string) =>
    encodeURIComponent(String(take(values, name))),
  );
  const query = Object.keys(endpoint.query?.shape ?? {}).flatMap((name) => queryPart(name, take(values, name)));
  const full = `/api${path}${query.length ? `?${query.join("&")}` : ""}`;
  return endpoint.body
    ? { method: endpoint.method, path: full, body: values }
    : { method: endpoint.method, path: full };
}

function take(values: Record<string, unknown>, name: string): unknown {
  const value = values[name];
  delete values[name];
  return value;
}

function queryPart(name: string, value: unknown): string[] {
  if (value === undefined || value === null || value === "") return [];
  return [`${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`];
}
