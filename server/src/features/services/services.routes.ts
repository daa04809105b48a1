import * as contract from "@club/shared/services";
import { type Route, route } from "../../platform/route";
import * as services from "./services.service";

export const servicesRoutes: Route[] = [
  route(contract.listServices, () => services.listServices()),
  route(contract.listStaffServices, () => services.listStaffServices()),
  route(contract.updateService, services.updateService),
];
