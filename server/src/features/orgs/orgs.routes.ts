import { listOrgs } from "@club/shared/orgs";
import { type Route, route } from "../../platform/route";
import { describeOrgs } from "./orgs.service";

export const orgsRoutes: Route[] = [route(listOrgs, async () => describeOrgs())];
