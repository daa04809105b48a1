import * as z from "zod/mini";
import { endpoint } from "./http";

/** One city branch of the club. */
export const orgCity = z.object({ code: z.string(), name: z.string(), plateLetters: z.array(z.string()) });
export type OrgCity = z.output<typeof orgCity>;

export const listOrgs = endpoint({
  name: "listOrgs",
  method: "GET",
  path: "/orgs",
  auth: "public",
  summary: "省俱乐部和 16 个城市俱乐部",
  tag: "机构",
  response: z.object({
    province: z.object({ code: z.string(), name: z.string() }),
    cities: z.array(orgCity),
  }),
  errors: [],
});

export const orgsEndpoints = { listOrgs };
