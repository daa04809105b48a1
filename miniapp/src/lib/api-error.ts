import type { Problem } from "@club/shared/errors";

/** A refusal of the server, or no answer at all (status 0). `message` says what happened, `next` what to do, both in 中文. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly next: string;
  /** Sentence per field of the input, by its path. */
  readonly fields: Readonly<Record<string, string>>;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(problem: {
    code: string;
    status: number;
    message: string;
    next: string;
    fields?: Record<string, string>;
    details?: Record<string, unknown>;
  }) {
    super(problem.message);
    this.name = "ApiError";
    this.code = problem.code;
    this.status = problem.status;
    this.next = problem.next;
    this.fields = problem.fields ?? {};
    this.details = problem.details ?? {};
  }

  /** What happened and what to do, as a page says it. */
  get sentence(): string {
    return `${this.message}。${this.next}`;
  }

  /** No answer came: the request may or may not have arrived. */
  get isOffline(): boolean {
    return this.status === 0;
  }
}

/** The network did not answer. */
export function offlineError(): ApiError {
  const next = "请检查网络后重试，您填写的内容还在。";
  return new ApiError({ code: "client.offline", status: 0, message: "网络没有连上", next });
}

/** Nobody is signed in; nothing was sent. */
export function signInError(): ApiError {
  return new ApiError({ code: "auth.required", status: 401, message: "请先登录", next: "登录后即可继续。" });
}

/** The server's problem+json as an error; a proxy's page in its place becomes a plain sentence. */
export function refusalOf(status: number, body: unknown): ApiError {
  const problem = (typeof body === "object" && body !== null ? body : {}) as Partial<Problem>;
  return new ApiError({
    code: problem.code ?? "client.no-problem",
    status,
    message: problem.title ?? "系统暂时没有响应",
    next: problem.detail ?? "请稍后再试。",
    fields: Object.fromEntries((problem.errors ?? []).map(({ path, message }) => [path, message])),
    details: problem.details ?? {},
  });
}

/** Any thrown thing as an ApiError; what is not one is a mistake of ours and is logged. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  console.error(error);
  return new ApiError({ code: "client.bug", status: 0, message: "页面出了点问题", next: "请返回后重新打开。" });
}
