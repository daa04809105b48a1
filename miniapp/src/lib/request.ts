import { buildRequest } from "@club/shared/client";
import type { Problem } from "@club/shared/errors";
import type { CallOf, EndpointDefinition, OutputOf } from "@club/shared/http";
import Taro from "@tarojs/taro";

const TIMEOUT_MS = 10_000;

/** A refusal of the server, or no answer at all (status 0). `message` is a sentence for the user. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
    /** What to do next, in 中文. */
    readonly next: string,
  ) {
    super(message);
  }
}

/** Calls one endpoint of the contract and checks the answer against it. @throws ApiError */
export async function call<E extends EndpointDefinition>(endpoint: E, input: CallOf<E>): Promise<OutputOf<E>> {
  const { method, path, body } = buildRequest(endpoint, input);
  const answer = await send({ url: `${API_BASE}${path}`, method: method as keyof Taro.request.Method, data: body });
  if (answer.statusCode >= 400) throw refusal(answer);
  if (typeof endpoint.response === "string") return undefined as OutputOf<E>;
  const parsed = endpoint.response.safeParse(answer.data);
  if (!parsed.success)
    throw new ApiError("client.unexpected-answer", answer.statusCode, "收到的内容无法识别", "请更新小程序后重试。");
  return parsed.data as OutputOf<E>;
}

async function send(option: Pick<Taro.request.Option, "url" | "method" | "data">) {
  try {
    return await Taro.request({ ...option, timeout: TIMEOUT_MS, dataType: "json" });
  } catch {
    throw new ApiError("client.offline", 0, "网络没有连上", "请检查网络后重试。");
  }
}

function refusal(answer: { statusCode: number; data: unknown }): ApiError {
  const problem = (answer.data ?? {}) as Partial<Problem>;
  const title = problem.title ?? "系统暂时没有响应";
  return new ApiError(problem.code ?? "client.no-problem", answer.statusCode, title, problem.detail ?? "请稍后再试。");
}
