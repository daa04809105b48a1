import { existsSync } from "node:fs";
import path from "node:path";
import { ROUTES } from "./routes";

type AppConfig = {
  pages: string[];
  subPackages: { root: string; pages: string[] }[];
  tabBar: { list: { pagePath: string }[] };
};

function listedPages(): string[] {
  Object.assign(globalThis, { defineAppConfig: (config: AppConfig) => config });
  const { default: config } = jest.requireActual<{ default: AppConfig }>("../app.config");
  return [...config.pages, ...config.subPackages.flatMap(({ root, pages }) => pages.map((page) => `${root}/${page}`))];
}

test.each(Object.entries(ROUTES))("the route %s leads to a page that exists and is listed", (_name, route) => {
  expect(existsSync(path.join(__dirname, "..", `${route}.tsx`))).toBe(true);
  expect(listedPages()).toContain(route);
});
