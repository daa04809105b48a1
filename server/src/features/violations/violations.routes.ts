import * as contract from "@club/shared/violations";
import * as admin from "@club/shared/violations-admin";
import { type Route, route } from "../../platform/route";
import { getConfig, getOwnReport, listOwnSummaries, refreshOwn } from "./violations.service";
import {
  clearCity,
  getCosts,
  getHealth,
  listCities,
  overrideCity,
  setBudget,
  setSwitch,
  testProvider,
} from "./violations.staff";

export const violationsRoutes: Route[] = [
  route(contract.getViolationConfig, getConfig),
  route(contract.listMyViolationSummaries, listOwnSummaries),
  route(contract.getVehicleViolations, getOwnReport),
  route(contract.refreshVehicleViolations, refreshOwn),
  route(admin.getViolationHealth, getHealth),
  route(admin.getViolationCosts, getCosts),
  route(admin.setViolationBudget, setBudget),
  route(admin.switchViolations, setSwitch),
  route(admin.listViolationCities, listCities),
  route(admin.overrideViolationCity, overrideCity),
  route(admin.clearViolationCity, clearCity),
  route(admin.testViolationProvider, testProvider),
];
