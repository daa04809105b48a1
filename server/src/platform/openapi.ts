import { ERRORS, type ErrorCode } from "@club/shared/errors";
import type { EndpointDefinition } from "@club/shared/http";
import { z } from "zod";

type Json = Record<string, unknown>;

const GENERAL: readonly ErrorCode[] = ["request.invalid", "request.too-many", "internal.unexpected"];

/** Builds the OpenAPI 3.1 document of the whole API from the contracts alone. */
export function buildOpenApi(endpoints: readonly EndpointDefinition[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const endpoint of endpoints) {
    const path = `/api${endpoint.path.replace(/:([A-Za-z]+)/g, "{$1}")}`;
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(endpoint) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "车主俱乐部 API",
      version,
      description: "由接口约定自动生成。金额单位为分，时间为 UTC（ISO-8601）。",
    },
    servers: [{ url: "/" }],
    tags: [...new Set(endpoints.map((endpoint) => endpoint.tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
      schemas: { Problem: PROBLEM_SCHEMA },
    },
  };
}

const PROBLEM_SCHEMA = {
  type: "object",
  required: ["type", "title", "status", "detail", "code"],
  properties: {
    type: { type: "string" },
    title: { type: "string", description: "发生了什么" },
    status: { type: "integer" },
    detail: { type: "string", description: "下一步怎么做" },
    code: { type: "string", enum: Object.keys(ERRORS) },
    requestId: { type: "string" },
    details: { type: "object" },
    errors: {
      type: "array",
      items: { type: "object", properties: { path: { type: "string" }, message: { type: "string" } } },
    },
  },
};

function operation(endpoint: EndpointDefinition): Json {
  return {
    operationId: endpoint.name,
    summary: endpoint.summary,
    tags: [endpoint.tag],
    ...(endpoint.auth === "public" ? {} : { security: [{ bearer: [] }] }),
    description: describeRights(endpoint),
    parameters: [
      ...parameters(endpoint.params, "path"),
      ...parameters(endpoint.query, "query"),
      ...idempotency(endpoint),
    ],
    ...requestBody(endpoint),
    responses: responses(endpoint),
  };
}

function describeRights(endpoint: EndpointDefinition): string {
  return endpoint.auth === "public" ? "无需登录。" : `可调用的角色：${endpoint.auth.join("、")}。`;
}

function schemaOf(schema: z.core.$ZodType, io: "input" | "output"): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" }) as Json;
  return rest;
}

function parameters(shape: EndpointDefinition["params"], place: "path" | "query"): Json[] {
  if (!shape) return [];
  const schema = schemaOf(shape, "input") as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    in: place,
    required: place === "path" || (schema.required ?? []).includes(name),
    schema: property,
  }));
}

function idempotency(endpoint: EndpointDefinition): Json[] {
  if (!endpoint.idempotent) return [];
  const description = "防重复标识：同一标识加同一内容只生效一次，并得到同样的答复。";
  return [
    {
      name: "Idempotency-Key",
      in: "header",
      required: true,
      description,
      schema: { type: "string", minLength: 8, maxLength: 80 },
    },
  ];
}

function requestBody(endpoint: EndpointDefinition): Json {
  if (endpoint.upload) {
    const binary = { schema: { type: "string", format: "binary" } };
    return {
      requestBody: { required: true, content: Object.fromEntries(endpoint.upload.types.map((type) => [type, binary])) },
    };
  }
  if (!endpoint.body) return {};
  return {
    requestBody: { required: true, content: { "application/json": { schema: schemaOf(endpoint.body, "input") } } },
  };
}

function responses(endpoint: EndpointDefinition): Json {
  const codes = [...GENERAL, ...(endpoint.auth === "public" ? [] : AUTH_CODES), ...endpoint.errors];
  const byStatus = new Map<number, string[]>();
  for (const code of codes) {
    const { status, title } = ERRORS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), `\`${code}\` ${title}`]);
  }
  const refusals = [...byStatus].map(([status, lines]) => [
    String(status),
    {
      description: lines.join("；"),
      content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
    },
  ]);
  return { ...success(endpoint), ...Object.fromEntries(refusals) };
}

const AUTH_CODES: readonly ErrorCode[] = ["auth.required", "auth.expired", "auth.forbidden"];

function success(endpoint: EndpointDefinition): Json {
  const { response } = endpoint;
  if (response === "empty") return { 204: { description: "已完成" } };
  if (response === "file") return { 200: { description: "文件", content: { "application/octet-stream": {} } } };
  if (response === "events") return { 200: { description: "事件流", content: { "text/event-stream": {} } } };
  return { 200: { description: "成功", content: { "application/json": { schema: schemaOf(response, "output") } } } };
}
