import Taro from "@tarojs/taro";
import { offlineError } from "./api-error";

const TIMEOUT_MS = 10_000;
const UPLOAD_TIMEOUT_MS = 30_000;

export type Wire = {
  method: string;
  /** From the root of the server, with /api. */
  path: string;
  token: string | null;
  key?: string | undefined;
  body?: object | undefined;
  bytes?: { data: ArrayBuffer; contentType: string } | undefined;
};
export type WireAnswer = { status: number; body: unknown };

/** One request to the club's server; any status is an answer. @throws ApiError client.offline when none comes in time */
export async function exchange({ method, path, token, key, body, bytes }: Wire): Promise<WireAnswer> {
  const header: Record<string, string> = { accept: "application/json" };
  if (token !== null) header.authorization = `Bearer ${token}`;
  if (key !== undefined) header["idempotency-key"] = key;
  if (bytes) header["content-type"] = bytes.contentType;
  else if (body) header["content-type"] = "application/json";
  try {
    const answer = await Taro.request({
      url: `${API_BASE}${path}`,
      method: method as keyof Taro.request.Method,
      header,
      data: bytes?.data ?? body,
      timeout: bytes ? UPLOAD_TIMEOUT_MS : TIMEOUT_MS,
      dataType: "json",
    });
    return { status: answer.statusCode, body: answer.data };
  } catch (failure) {
    return answerOfFailure(failure);
  }
}

/** Taro's browser build rejects with the answer itself for some statuses; WeChat only when nothing came. */
function answerOfFailure(failure: unknown): WireAnswer {
  const answer = failure as { statusCode?: unknown; status?: unknown; data?: unknown } | null;
  const status = answer?.statusCode ?? answer?.status;
  if (typeof status === "number" && status >= 100) return { status, body: answer?.data };
  throw offlineError();
}
