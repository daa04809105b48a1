import { redemptionsEndpoints as endpoints } from "@club/shared/redemptions";
import { fileRoute, type Route, route, uploadRoute } from "../../platform/route";
import { confirm } from "./redemptions.confirm";
import { getForStaff, pageForMember, pageForMerchant, pageForStaff } from "./redemptions.lists";
import { keepPhoto, openPhoto } from "./redemptions.photos";
import { preview } from "./redemptions.preview";
import { verifyPublicReceipt } from "./redemptions.receipts";
import { reverseByStaff, undo } from "./redemptions.reverse";

export const redemptionsRoutes: Route[] = [
  route(endpoints.previewRedemption, preview),
  route(endpoints.confirmRedemption, confirm),
  uploadRoute(endpoints.uploadRedemptionPhoto, keepPhoto),
  route(endpoints.listMerchantRedemptions, pageForMerchant),
  route(endpoints.undoRedemption, undo),
  route(endpoints.listStaffRedemptions, pageForStaff),
  route(endpoints.getStaffRedemption, getForStaff),
  fileRoute(endpoints.getRedemptionPhoto, openPhoto),
  route(endpoints.reverseRedemption, reverseByStaff),
  route(endpoints.listMyRedemptions, pageForMember),
  route(endpoints.checkReceipt, verifyPublicReceipt),
];
