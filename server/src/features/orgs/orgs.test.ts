import { listOrgs } from "@club/shared/orgs";
import { startTestApi, type TestApi } from "../../../test/kit";
import { orgsRoutes } from "./orgs.routes";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ routes: orgsRoutes });
});
afterAll(() => api.stop());

test("anybody sees the province and its 16 cities with their plate letters", async () => {
  const { province, cities } = await api.call(listOrgs, {});
  expect(province).toEqual({ code: "370000", name: "山东省" });
  expect(cities).toHaveLength(16);
  expect(cities[0]).toEqual({ code: "370100", name: "济南市", plateLetters: expect.arrayContaining(["A"]) });
  expect(new Set(cities.map((city) => city.code)).size).toBe(16);
});
