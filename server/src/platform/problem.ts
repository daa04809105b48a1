import { ERRORS, type ErrorCode, type Problem } from "@club/shared/errors";

export type FieldError = { path: string; message: string };

/**
 * A refusal with a code of the registry (shared/src/errors). Everything the product says no to is one of these; the route
 * layer turns it into application/problem+json. `details` and `errors` reach the client: no personal data in them.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details?: Record<string, unknown>;
  readonly errors?: FieldError[];

  constructor(code: ErrorCode, details?: Record<string, unknown>, extra?: { errors?: FieldError[]; cause?: unknown }) {
    super(`${code}: ${ERRORS[code].title}`, extra?.cause === undefined ? undefined : { cause: extra.cause });
    this.name = "AppError";
    this.code = code;
    if (details) this.details = details;
    if (extra?.errors) this.errors = extra.errors;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }
}

/** True for an AppError with this code. */
export function isAppError(error: unknown, code?: ErrorCode): error is AppError {
  return error instanceof AppError && (code === undefined || error.code === code);
}

/** The body of a refusal as it goes over the wire. */
export function toProblem(error: AppError, requestId?: string): Problem {
  const entry = ERRORS[error.code];
  const problem: Problem = {
    type: `/docs/errors#${error.code}`,
    title: entry.title,
    status: entry.status,
    detail: entry.next,
    code: error.code,
  };
  if (requestId) problem.requestId = requestId;
  if (error.details) problem.details = error.details;
  if (error.errors) problem.errors = error.errors;
  return problem;
}
