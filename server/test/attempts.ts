import type { EndpointDefinition } from "@club/shared/http";
import * as z from "zod/mini";
import type { Prepared } from "./cases";
import {
  BROKEN_SEGMENTS,
  HOSTILE_BODIES,
  HOSTILE_CURSORS,
  HOSTILE_KEYS,
  HOSTILE_TEXTS,
  HOSTILE_VALUES,
  placesIn,
  replacedAt,
  someRarerValues,
  valueAt,
  withWrongCheckDigit,
} from "./hostile";

/*
 * From one valid call of an endpoint to all the bad ones.
 */

/**
 * One request as it goes over the wire. `expected`: "invalid" = the contract does not take it, so it must be refused as
 * request.invalid; "open" = the contract takes it, what comes of it is the feature's; else the statuses that are right.
 */
export type Attempt = {
  label: string;
  path: string;
  body?: string | Buffer;
  contentType?: string;
  encoding?: string;
  idempotencyKey?: string | null;
  expected: "invalid" | "open" | readonly number[];
};

type Values = Record<string, unknown>;
type Parts = { params: Values; query: Values; body: Values };

/** Every bad variant of a valid call. */
export function attemptsOf(endpoint: EndpointDefinition, prepared: Prepared): Attempt[] {
  const parts = split(endpoint, prepared.input);
  const list = [...badParams(endpoint, parts), ...badQueries(endpoint, parts)];
  if (endpoint.upload)
    return [
      ...list.map(
        (attempt) =>
          ({ ...attempt, body: prepared.upload?.bytes, contentType: prepared.upload?.contentType }) as Attempt,
      ),
      ...badUploads(endpoint, parts),
    ];
  if (endpoint.idempotent) list.push(...badKeys(endpoint, parts));
  return endpoint.body ? [...list, ...badFields(endpoint, parts), ...badBodies(endpoint, parts)] : list;
}

function split({ params, query }: EndpointDefinition, input: Values): Parts {
  const of = (names: string[]) =>
    Object.fromEntries(names.filter((name) => name in input).map((name) => [name, input[name]]));
  const [inPath, inQuery] = [Object.keys(params?.shape ?? {}), Object.keys(query?.shape ?? {})];
  const body = Object.fromEntries(
    Object.entries(input).filter(([name]) => !inPath.includes(name) && !inQuery.includes(name)),
  );
  return { params: of(inPath), query: of(inQuery), body };
}

/** What the contract itself says of the three parts, as the server sees them. */
function judge({ params, query, body }: EndpointDefinition, parts: Parts): "invalid" | "open" {
  const schemas = [
    [params, parts.params],
    [query, parts.query],
    [body, parts.body],
  ] as const;
  return schemas.every(([schema, values]) => !schema || z.safeParse(schema, values).success) ? "open" : "invalid";
}

function addressOf(endpoint: EndpointDefinition, { params, query }: Parts): string {
  const path = endpoint.path.replace(/:([A-Za-z]+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((single) => `${encodeURIComponent(name)}=${encodeURIComponent(String(single))}`),
  );
  return `/api${path}${pairs.length > 0 ? `?${pairs.join("&")}` : ""}`;
}

function attempt(endpoint: EndpointDefinition, label: string, parts: Parts): Attempt {
  const body = endpoint.body ? { body: JSON.stringify(parts.body) } : {};
  return { label, path: addressOf(endpoint, parts), ...body, expected: judge(endpoint, parts) };
}

function short(value: unknown): string {
  return (JSON.stringify(value) ?? "left out").slice(0, 40);
}

function badParams(endpoint: EndpointDefinition, parts: Parts): Attempt[] {
  return Object.keys(parts.params).flatMap((name) => {
    const texts = HOSTILE_TEXTS.filter((text) => text !== "").map((text) =>
      attempt(endpoint, `path ${name} = ${short(text)}`, { ...parts, params: { ...parts.params, [name]: text } }),
    );
    const marked = addressOf(endpoint, { ...parts, params: { ...parts.params, [name]: "BROKEN" } });
    const broken = BROKEN_SEGMENTS.map((segment): Attempt => {
      const whole = attempt(endpoint, `path ${name} = ${segment}`, parts);
      return { ...whole, path: marked.replace("BROKEN", segment), expected: [400, 404] };
    });
    return [...texts, ...broken];
  });
}

function badQueries(endpoint: EndpointDefinition, parts: Parts): Attempt[] {
  const names = Object.keys(endpoint.query?.shape ?? {});
  return names.flatMap((name) => {
    const values = [...HOSTILE_TEXTS, ...(name === "cursor" ? HOSTILE_CURSORS : []), ["a", "b"], ["1", "2"]];
    const list = values.map((value) =>
      attempt(endpoint, `query ${name} = ${short(value)}`, { ...parts, query: { ...parts.query, [name]: value } }),
    );
    const { [name]: _left, ...rest } = parts.query;
    const operator = { ...parts, query: { ...rest, [`${name}[$gt]`]: "" } };
    return [...list, attempt(endpoint, `query ${name}[$gt]`, operator)];
  });
}

function badFields(endpoint: EndpointDefinition, parts: Parts): Attempt[] {
  const changed = (place: (string | number)[], value: unknown): Attempt => {
    const body = replacedAt(parts.body, place, value) as Values;
    return attempt(endpoint, `body ${place.join(".")} = ${short(value)}`, { ...parts, body });
  };
  const extra = JSON.parse(
    `{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}},"role":"provinceAdmin","memberId":"x","_id":"x"}`,
  ) as Values;
  const fields = placesIn(parts.body).flatMap((place) => {
    const wrong = withWrongCheckDigit(valueAt(parts.body, place));
    return [...HOSTILE_VALUES, ...someRarerValues(), undefined, ...(wrong === null ? [] : [wrong])].map((value) =>
      changed(place, value),
    );
  });
  return [
    ...fields,
    attempt(endpoint, "body with fields that nobody asked for", { ...parts, body: { ...parts.body, ...extra } }),
  ];
}

function badBodies(endpoint: EndpointDefinition, parts: Parts): Attempt[] {
  const path = addressOf(endpoint, parts);
  const raw = HOSTILE_BODIES.map(({ label, body, type, encoding, status }): Attempt => {
    return {
      label: `body is ${label}`,
      path,
      body,
      ...(type && { contentType: type }),
      ...(encoding && { encoding }),
      expected: status,
    };
  });
  return [...raw, { ...attempt(endpoint, "no body at all", { ...parts, body: {} }), body: "" }];
}

function badKeys(endpoint: EndpointDefinition, parts: Parts): Attempt[] {
  return HOSTILE_KEYS.map((idempotencyKey): Attempt => {
    const isKey = idempotencyKey !== null && /^[A-Za-z0-9_.:-]{8,80}$/.test(idempotencyKey);
    const whole = attempt(endpoint, `request key ${short(idempotencyKey)}`, parts);
    return { ...whole, idempotencyKey, expected: isKey ? "open" : [400] };
  });
}

function badUploads(endpoint: EndpointDefinition, parts: Parts): Attempt[] {
  const path = addressOf(endpoint, parts);
  const [type = "text/csv"] = endpoint.upload?.types ?? [];
  const tooLarge = Buffer.alloc((endpoint.upload?.maxBytes ?? 0) + 1, 0x61);
  return [
    { label: "an empty file", path, body: Buffer.alloc(0), contentType: type, expected: [400] },
    {
      label: "a file of another kind",
      path,
      body: Buffer.from("MZ"),
      contentType: "application/x-msdownload",
      expected: [400],
    },
    { label: "JSON instead of a file", path, body: '{"a":1}', expected: [400] },
    { label: "a file that is too large", path, body: tooLarge, contentType: type, expected: [413] },
    { label: "zero bytes", path, body: Buffer.alloc(1_000), contentType: type, expected: "open" },
    {
      label: "a program with an innocent name",
      path,
      body: Buffer.from("MZ\u0090\u0000<script>"),
      contentType: type,
      expected: "open",
    },
  ];
}
