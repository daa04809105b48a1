import { DownOutlined } from "@ant-design/icons";
import type { EndpointDefinition } from "@club/shared/http";
import { App, Button, Dropdown, Layout, Menu, type MenuProps, Tag } from "antd";
import { type ComponentType, type ReactNode, Suspense, useMemo } from "react";
import { Link, Navigate, Route, Routes, useLocation, useNavigate } from "react-router";
import { useApi } from "../api/hooks";
import { EmptyState, NoRight } from "../kit/states";
import { placeText } from "../kit/values";
import { Waiting } from "./Door";
import { ErrorBoundary } from "./ErrorBoundary";
import { ROLE_NAMES, useMay, useMe, whoMay } from "./me";
import { chooseMode, MODE_NAMES, type ModeChoice, modeChoice } from "./mode";

/** A place in the menu. Shown to whoever may call `needs`; `Content` routes everything under its path. */
export type SectionDef = {
  path: string;
  title: string;
  icon: ReactNode;
  needs: EndpointDefinition;
  Content: ComponentType;
};

type ShellProps = {
  title: string;
  /** Whose data this is, beside the title: a city, a merchant. */
  scope: string;
  sections: readonly SectionDef[];
  /** Tells the server that the session ends. */
  logout: () => Promise<unknown>;
  /** Where one's own password is changed; led to from the menu of one's own name. */
  passwordPage: ReactNode;
};

const PASSWORD_PATH = "/account/password";

/** The frame behind a door: menu by rights, scope, one's own menu, the page. */
export function Shell({ title, scope, sections, logout, passwordPage }: ShellProps) {
  const may = useMay();
  const first = sections.find((section) => may(section.needs));
  return (
    <App>
      <Layout style={{ minHeight: "100%" }}>
        <Layout.Header style={HEADER}>
          <Link to="/" style={BRAND}>
            <img src="/assets/club.svg" width={28} height={28} alt="" />
            {title}
          </Link>
          <Tag>{scope}</Tag>
          <span className="push" />
          <AccountMenu logout={logout} />
        </Layout.Header>
        <Layout>
          <Layout.Sider width={168} style={SIDER}>
            <SectionMenu sections={sections.filter((section) => may(section.needs))} />
          </Layout.Sider>
          <Layout.Content>
            <ErrorBoundary key={useLocation().pathname}>
              <Suspense fallback={<Waiting />}>
                <Routes>
                  {sections.map((section) => (
                    <Route
                      key={section.path}
                      path={`/${section.path}/*`}
                      element={may(section.needs) ? <section.Content /> : <NoRight who={whoMay(section.needs)} />}
                    />
                  ))}
                  <Route path={PASSWORD_PATH} element={passwordPage} />
                  <Route
                    path="/"
                    element={first ? <Navigate to={`/${first.path}`} replace /> : <NoRight who="其他角色" />}
                  />
                  <Route path="*" element={<NotHere />} />
                </Routes>
              </Suspense>
            </ErrorBoundary>
          </Layout.Content>
        </Layout>
      </Layout>
    </App>
  );
}

const HEADER = {
  position: "sticky",
  top: 0,
  zIndex: 10,
  display: "flex",
  alignItems: "center",
  gap: 12,
  borderBottom: "1px solid var(--club-color-border-secondary, #e3e6eb)",
} as const;
const BRAND = {
  display: "flex",
  alignItems: "center",
  gap: 8,
  fontSize: 16,
  fontWeight: 600,
  color: "inherit",
} as const;
const SIDER = { position: "sticky", top: 56, height: "calc(100vh - 56px)", overflow: "auto" } as const;

function NotHere() {
  return <EmptyState sentence="没有这个页面，可能已经改名或删除。" action={<Link to="/">回到首页</Link>} />;
}

function SectionMenu({ sections }: { sections: readonly SectionDef[] }) {
  const { pathname } = useLocation();
  const current = pathname.split("/")[1] ?? "";
  return (
    <Menu
      mode="inline"
      style={{ borderInlineEnd: 0, padding: "8px 0" }}
      selectedKeys={[current]}
      items={sections.map(({ path, title, icon }) => ({
        key: path,
        icon,
        label: <Link to={`/${path}`}>{title}</Link>,
      }))}
    />
  );
}

function AccountMenu({ logout }: Pick<ShellProps, "logout">) {
  const { session } = useApi();
  const me = useMe();
  const navigate = useNavigate();
  const items = useMemo<MenuProps["items"]>(
    () => [
      { key: "who", type: "group", label: `${ROLE_NAMES[me.role]} · ${placeText(me.cityCode)}` },
      { key: "password", label: "修改密码", onClick: () => navigate(PASSWORD_PATH) },
      {
        key: "mode",
        label: "外观",
        children: (Object.keys(MODE_NAMES) as ModeChoice[]).map((choice) => ({
          key: choice,
          label: `${MODE_NAMES[choice]}${modeChoice() === choice ? " ✓" : ""}`,
          onClick: () => chooseMode(choice),
        })),
      },
      { type: "divider" },
      {
        key: "out",
        label: "退出登录",
        onClick: () => {
          // The session ends here even when the server cannot be told.
          void logout().catch(() => undefined);
          session.end();
          navigate("/");
        },
      },
    ],
    [logout, me, navigate, session],
  );
  return (
    <Dropdown menu={{ items }} trigger={["click"]}>
      <Button type="text">
        {me.name} <DownOutlined />
      </Button>
    </Dropdown>
  );
}
