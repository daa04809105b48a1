/*
 * The phone of the tests: what WeChat does for the mini-program, in memory. `network` is the world outside: it answers a request or
 * throws, as wx.request fails when nothing comes back.
 */

export type SentRequest = {
  url: string;
  method: string;
  header: Record<string, string>;
  data: unknown;
};
type Answer = { statusCode: number; data: unknown };

export const phone = {
  storage: new Map<string, unknown>(),
  sent: [] as SentRequest[],
  toasts: [] as string[],
  opened: [] as string[],
  params: {} as Record<string, string>,
  isStorageFull: false,
  brightness: 0.4,
  isKeptOn: false,
  /** Whether the next question is answered with yes. */
  says: true,
  /** Subscribe messages that WeChat was asked about, group by group, and what the member answers to each. */
  askedToSubscribe: [] as string[][],
  subscribeAnswer: "accept",
  loginCode: async (): Promise<string> => "login-code",
  network: (_request: SentRequest): Answer | Promise<Answer> => {
    throw new Error("request:fail");
  },
};
const untouched = { ...phone };

/** A new phone; call before each test. */
export function resetPhone(): void {
  Object.assign(phone, untouched, {
    storage: new Map(),
    sent: [],
    toasts: [],
    opened: [],
    params: {},
    askedToSubscribe: [],
  });
}

/** An answer of the server with a status. */
export function answer(statusCode: number, data: unknown = ""): Answer {
  return { statusCode, data };
}

/** A refusal as the server writes it. */
export function refusal(status: number, code: string): Answer {
  return answer(status, { type: "about:blank", title: "不行", status, detail: "请稍后再试。", code });
}
