import { startTestApi, type TestApi } from "../test/kit";
import { clubJobs, clubRoutes } from "./app";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

test("the whole club starts: it lives, is ready, and documents every endpoint it serves", async () => {
  expect((await fetch(`${api.baseUrl}/healthz`)).status).toBe(200);
  expect((await fetch(`${api.baseUrl}/readyz`)).status).toBe(200);
  const document = (await (await fetch(`${api.baseUrl}/docs/openapi.json`)).json()) as {
    paths: Record<string, object>;
  };
  const documented = Object.values(document.paths).flatMap((methods) => Object.keys(methods));
  expect(documented).toHaveLength(clubRoutes.length);
});

test("every endpoint that is not public refuses a caller without a token, before anything else", async () => {
  const closed = clubRoutes.filter(({ endpoint }) => endpoint.auth !== "public");
  expect(closed.length).toBeGreaterThan(0);
  for (const { endpoint } of closed) {
    const path = endpoint.path.replace(/:[A-Za-z]+/g, "some-id-0001");
    const response = await fetch(`${api.baseUrl}/api${path}`, { method: endpoint.method });
    const { code } = (await response.json()) as { code: string };
    expect([endpoint.name, response.status, code]).toEqual([endpoint.name, 401, "auth.required"]);
  }
});

test("no two endpoints share a method and path, a later one never hides behind an earlier placeholder, and jobs have names of their own", () => {
  const seen: { key: string; pattern: RegExp; name: string }[] = [];
  for (const { endpoint } of clubRoutes) {
    const key = `${endpoint.method} ${endpoint.path}`;
    const hidden = seen.find(({ pattern }) => pattern.test(key));
    expect([endpoint.name, hidden?.name]).toEqual([endpoint.name, undefined]);
    const source = key.replace(/:[A-Za-z]+/g, "[^/]+");
    seen.push({ key, pattern: new RegExp(`^${source}$`), name: endpoint.name });
  }
  expect(new Set(clubJobs.map(({ name }) => name)).size).toBe(clubJobs.length);
});
