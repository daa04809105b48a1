import type { Role } from "@club/shared/http";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import { App, ConfigProvider } from "antd";
import zhCN from "antd/locale/zh_CN";
import type { ReactNode } from "react";
import { MemoryRouter, useLocation } from "react-router";
import { createApi } from "../src/api/client";
import { ApiProvider } from "../src/api/hooks";
import type { Session } from "../src/api/session";
import { MeProvider } from "../src/app/me";

/** What the fake server was asked. */
export type Asked = { method: string; path: string; query: URLSearchParams; headers: Headers; body: unknown };
/** A body that is a text is sent as it is, e.g. the events of a stream. */
type Answer = { status?: number; body?: unknown };
/** "GET /api/staff/statements" → its answer. */
export type Answers = Record<string, (asked: Asked) => Answer | Promise<Answer>>;

/** A server at the edge of the network: real requests of the real client, answered by the test. */
export function fakeServer(answers: Answers) {
  const asked: Asked[] = [];
  const fetcher: typeof fetch = async (input, init) => {
    const url = new URL(String(input), "http://club.example");
    const method = init?.method ?? "GET";
    const body: unknown = typeof init?.body === "string" ? JSON.parse(init.body) : (init?.body ?? null);
    const one = { method, path: url.pathname, query: url.searchParams, headers: new Headers(init?.headers), body };
    asked.push(one);
    const answer = answers[`${method} ${url.pathname}`];
    if (!answer) throw new TypeError(`nobody answers ${method} ${url.pathname}`);
    const { status = 200, body: answered = {} } = await answer(one);
    const text = typeof answered === "string" ? answered : JSON.stringify(answered);
    return new Response(status === 204 ? null : text, { status });
  };
  return {
    fetcher,
    asked,
    countOf: (method: string, path: string) => asked.filter((one) => one.method === method && one.path === path).length,
  };
}

/** Somebody who is signed in for good. */
export const SIGNED_IN: Session = {
  isSignedIn: () => true,
  begin: () => undefined,
  end: () => undefined,
  accessToken: async () => "token",
  subscribe: () => () => undefined,
};

type ShowOptions = {
  server: ReturnType<typeof fakeServer>;
  role?: Role;
  cityCode?: string | null;
  at?: string;
  session?: Session;
};

/** Shows a page as somebody sees it behind the door. `location()` is where the page has led since. */
export function show(
  page: ReactNode,
  { server, role = "provinceAdmin", cityCode = null, at = "/", session = SIGNED_IN }: ShowOptions,
) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  let where = at;
  const note = (now: string) => {
    where = now;
  };
  const shown = render(
    <ConfigProvider locale={zhCN} theme={{ token: { motion: false } }} button={{ autoInsertSpace: false }}>
      <QueryClientProvider client={queries}>
        <ApiProvider api={createApi(session, server.fetcher)}>
          <MemoryRouter initialEntries={[at]}>
            <MeProvider me={{ id: "me", name: "王管理", role, cityCode }}>
              <App>{page}</App>
              <Where note={note} />
            </MeProvider>
          </MemoryRouter>
        </ApiProvider>
      </QueryClientProvider>
    </ConfigProvider>,
  );
  return { ...shown, location: () => where };
}

function Where({ note }: { note: (where: string) => void }) {
  const { pathname, search } = useLocation();
  note(pathname + search);
  return null;
}

/** A refusal as the server writes it. */
export function problem(status: number, code: string, more: { title: string; detail: string; errors?: unknown }) {
  return { status, body: { type: "about:blank", status, code, ...more } };
}
