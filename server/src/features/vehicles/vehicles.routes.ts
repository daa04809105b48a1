import * as licences from "@club/shared/licences";
import * as contract from "@club/shared/vehicles";
import { type Route, route } from "../../platform/route";
import { getOwnLicence, putOwnLicence, removeOwnLicence } from "./licences.service";
import { recordOwnInspection } from "./vehicles.ends";
import { addOwnVehicle, removeOwnVehicle } from "./vehicles.garage";
import { getOwnView, listOwnVehicles, updateOwn } from "./vehicles.service";
import { listForStaff, listShared } from "./vehicles.staff";

export const vehiclesRoutes: Route[] = [
  route(contract.listMyVehicles, listOwnVehicles),
  route(contract.addVehicle, addOwnVehicle),
  route(contract.getMyVehicle, getOwnView),
  route(contract.updateVehicle, updateOwn),
  route(contract.removeVehicle, removeOwnVehicle),
  route(contract.recordInspection, recordOwnInspection),
  route(licences.getMyLicence, getOwnLicence),
  route(licences.putMyLicence, putOwnLicence),
  route(licences.removeMyLicence, removeOwnLicence),
  route(contract.listMemberVehicles, listForStaff),
  route(contract.listSharedPlates, listShared),
];
