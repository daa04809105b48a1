import { ERRORS, type ErrorCode } from "@club/shared/errors";
import mongoose from "mongoose";
import * as z from "zod";
import { toAppError } from "./failures";
import { AppError, isAppError, toProblem } from "./problem";

const { MongoNetworkError, MongoServerError, MongoServerSelectionError } = mongoose.mongo;

test("a refusal on the wire has its code, status, both Chinese sentences, details and the request id, nothing else", () => {
  const refusal = new AppError("request.too-many", { retryAfterSeconds: 30 });
  expect(toProblem(refusal, "req-12345678")).toEqual({
    type: "/docs/errors#request.too-many",
    title: "操作太频繁",
    status: 429,
    detail: "请稍后再试。",
    code: "request.too-many",
    requestId: "req-12345678",
    details: { retryAfterSeconds: 30 },
  });
});

test("an AppError knows its status and is told apart by its code", () => {
  const refusal = new AppError("auth.forbidden");
  expect(refusal.status).toBe(403);
  expect(isAppError(refusal, "auth.forbidden")).toBe(true);
  expect(isAppError(refusal, "auth.required")).toBe(false);
  expect(isAppError(new Error("auth.forbidden"))).toBe(false);
});

function parseFailure(): unknown {
  return z.object({ items: z.array(z.number()) }).safeParse({ items: ["x"] }).error;
}

test.each<[string, unknown, ErrorCode]>([
  ["a body that is too large", { type: "entity.too.large", status: 413 }, "request.too-large"],
  ["a body that is no JSON", { type: "entity.parse.failed", status: 400 }, "request.not-json"],
  ["a charset nobody knows", { type: "charset.unsupported", status: 415 }, "request.not-json"],
  ["a path that cannot be decoded", new URIError("Failed to decode param '%'"), "request.not-found"],
  ["an input that does not parse", parseFailure(), "request.invalid"],
  ["a database that cannot be found", new MongoServerSelectionError("x", {} as never), "internal.database-unavailable"],
  ["a lost connection", new MongoNetworkError("connection closed"), "internal.database-unavailable"],
  ["a primary that steps down", new MongoServerError({ code: 189, message: "x" }), "internal.database-unavailable"],
  ["a write conflict that stays", new MongoServerError({ code: 112, message: "x" }), "internal.busy"],
  ["an unforeseen error of the database", new MongoServerError({ code: 2, message: "x" }), "internal.unexpected"],
  ["a mistake in our code", new TypeError("x is not a function"), "internal.unexpected"],
  ["something that is no error", "text", "internal.unexpected"],
  ["nothing", undefined, "internal.unexpected"],
])("%s is answered with a code of the registry", (_title, error, code) => {
  const refusal = toAppError(error);
  expect(refusal.code).toBe(code);
  if (code === "internal.unexpected") expect(toProblem(refusal).details).toBeUndefined();
});

test("an AppError is answered as it is", () => {
  const refusal = new AppError("request.invalid", undefined, { errors: [{ path: "a", message: "b" }] });
  expect(toAppError(refusal)).toBe(refusal);
});

test("every code of the registry is feature.kebab-condition and says in Chinese what happened and what to do", () => {
  for (const [code, entry] of Object.entries(ERRORS)) {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z0-9]+)*$/);
    expect([400, 401, 403, 404, 409, 413, 429, 500, 503]).toContain(entry.status);
    expect(entry.title).toMatch(/[\u4e00-\u9fff]/);
    expect(entry.next).toMatch(/[\u4e00-\u9fff].*[。！]$/);
  }
});
