import { QueryClientProvider } from "@tanstack/react-query";
import { ConfigProvider, Spin } from "antd";
import zhCN from "antd/locale/zh_CN";
import { type ComponentType, Suspense, useEffect, useMemo, useSyncExternalStore } from "react";
import { BrowserRouter } from "react-router";
import type { Api } from "../api/client";
import { ApiProvider, createQueryClient } from "../api/hooks";
import { clubTheme } from "../kit/theme";
import { ErrorBoundary } from "./ErrorBoundary";
import { useMode } from "./mode";
import "../kit/kit.css";

type DoorProps = {
  api: Api;
  /** Path under which the door is served, e.g. "/admin". */
  base: string;
  /** What is shown to somebody who has not signed in; loaded at once. */
  SignIn: ComponentType;
  /** Everything behind the door; loaded when it is needed. */
  Inside: ComponentType;
};

/** One door of the web site: theme, language, data and routing, with the sign-in page in front. */
export function Door({ api, base, SignIn, Inside }: DoorProps) {
  const mode = useMode();
  const theme = useMemo(() => clubTheme(mode, window.matchMedia("(prefers-reduced-motion: reduce)").matches), [mode]);
  const queries = useMemo(() => createQueryClient(), []);
  const isSignedIn = useSyncExternalStore(api.session.subscribe, api.session.isSignedIn);
  useEffect(() => {
    if (!isSignedIn) queries.clear();
  }, [isSignedIn, queries]);
  useEffect(() => {
    document.documentElement.style.colorScheme = mode;
    document.body.style.background = theme.token?.colorBgLayout ?? "";
  }, [mode, theme]);
  return (
    <ConfigProvider locale={zhCN} theme={theme} button={{ autoInsertSpace: false }}>
      <QueryClientProvider client={queries}>
        <ApiProvider api={api}>
          <BrowserRouter basename={base}>
            <ErrorBoundary>
              <Suspense fallback={<Waiting />}>{isSignedIn ? <Inside /> : <SignIn />}</Suspense>
            </ErrorBoundary>
          </BrowserRouter>
        </ApiProvider>
      </QueryClientProvider>
    </ConfigProvider>
  );
}

export function Waiting() {
  return (
    <output className="state" aria-label="正在打开">
      <Spin size="large" />
    </output>
  );
}
