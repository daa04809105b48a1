import * as imports from "@club/shared/giftpack-batches";
import * as grants from "@club/shared/giftpack-grants";
import * as packs from "@club/shared/giftpacks";
import { type Route, route, uploadRoute } from "../../platform/route";
import * as audience from "./giftpack-audience.service";
import { claimGiftPack } from "./giftpack-claims.service";
import * as granting from "./giftpack-grants.service";
import { listVersions } from "./giftpack-versions.service";
import * as templates from "./giftpacks.service";
import * as batches from "./grant-batches.service";
import * as mine from "./my-giftpacks.service";

export const giftpacksRoutes: Route[] = [
  route(packs.createGiftPack, templates.createGiftPack),
  route(packs.updateGiftPack, templates.updateGiftPack),
  route(packs.createGiftPackVersion, templates.createGiftPackVersion),
  route(packs.publishGiftPack, templates.publishGiftPack),
  route(packs.pauseGiftPack, templates.pauseGiftPack),
  route(packs.endGiftPack, templates.endGiftPack),
  route(packs.topUpGiftPack, templates.topUpGiftPack),
  route(packs.listGiftPacks, templates.listGiftPacks),
  route(packs.getGiftPack, templates.getGiftPack),
  route(packs.listGiftPackVersions, listVersions),
  route(grants.estimateAudience, audience.estimateAudience),
  route(grants.countAudience, audience.countAudience),
  uploadRoute(grants.addAudience, audience.addAudience),
  route(grants.previewGiftPack, audience.previewGiftPack),
  route(grants.grantGiftPack, granting.grantGiftPack),
  route(grants.listGrants, granting.listGrants),
  route(grants.listMemberGrants, granting.listMemberGrants),
  route(grants.revokeGrant, granting.revokeGrant),
  uploadRoute(imports.createGrantBatch, batches.createGrantBatch),
  route(imports.listGrantBatches, batches.listGrantBatches),
  route(imports.executeGrantBatch, batches.executeGrantBatch),
  route(imports.getGrantBatch, batches.getGrantBatch),
  route(imports.listGrantBatchRows, batches.listGrantBatchRows),
  route(grants.listMyGiftPacks, mine.listMyGiftPacks),
  route(grants.getMyGiftPack, mine.getMyGiftPack),
  route(grants.claimGiftPack, claimGiftPack),
];
