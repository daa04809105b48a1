import type { Problem } from "@club/shared/errors";

/** A refusal of the server, or no answer at all (status 0): `message` says what happened, `next` what to do. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly next: string;
  /** Which fields were refused and why, for forms. */
  readonly fields: readonly { path: string; message: string }[];
  readonly details: Readonly<Record<string, unknown>>;

  constructor(problem: {
    code: string;
    status: number;
    title: string;
    next: string;
    fields?: readonly { path: string; message: string }[];
    details?: Record<string, unknown>;
  }) {
    super(problem.title);
    this.name = "ApiError";
    this.code = problem.code;
    this.status = problem.status;
    this.next = problem.next;
    this.fields = problem.fields ?? [];
    this.details = problem.details ?? {};
  }
}

/** What the page says when the server could not be reached. */
export function offlineError(): ApiError {
  return new ApiError({
    code: "client.offline",
    status: 0,
    title: "没有连上服务器",
    next: "请检查网络后重试；如果刚才正在提交，请先查看是否已经成功。",
  });
}

export function timeoutError(): ApiError {
  return new ApiError({
    code: "client.timeout",
    status: 0,
    title: "服务器没有及时回应",
    next: "请稍后重试；如果刚才正在提交，请先查看是否已经成功。",
  });
}

/** The refusal that an answer carries; one without a problem body gets a sentence of its own. */
export function refusalOf(status: number, body: unknown): ApiError {
  const problem = (typeof body === "object" && body !== null ? body : {}) as Partial<Problem>;
  const wait = problem.details?.retryAfterSeconds;
  const next = problem.detail ?? "请稍后再试；如果一直这样，请联系系统管理员。";
  return new ApiError({
    code: problem.code ?? "client.no-problem",
    status,
    title: problem.title ?? "服务器暂时不能处理",
    next: typeof wait === "number" && wait > 0 ? `${next}（${waitText(wait)}后可再试）` : next,
    ...(problem.errors && { fields: problem.errors }),
    ...(problem.details && { details: problem.details }),
  });
}

/** 90 → "2 分钟", 40 → "40 秒"; what people wait for, rounded up. */
function waitText(seconds: number): string {
  return seconds < 60 ? `${Math.ceil(seconds)} 秒` : `${Math.ceil(seconds / 60)} 分钟`;
}

/** Any failure as something that can be shown. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError({
    code: "client.bug",
    status: 0,
    title: "页面出了点问题",
    next: "您的数据没有变化，请刷新页面后重试。",
  });
}
