import * as contract from "@club/shared/overview";
import { eventRoute, type Route, route } from "../../platform/route";
import { liveRedemptions } from "./live.service";
import { overview } from "./overview.service";
import { differences, proofs, startProofRun } from "./proofs.service";

export const overviewRoutes: Route[] = [
  route(contract.getOverview, overview),
  eventRoute(contract.watchRedemptions, liveRedemptions),
  route(contract.getProofs, proofs),
  route(contract.startProofs, startProofRun),
  route(contract.listProofDifferences, differences),
];
