import * as admin from "@club/shared/redemption-admin";
import * as contract from "@club/shared/redemptions";
import { fileRoute, type Route, route, uploadRoute } from "../../platform/route";
import { confirm } from "./redemptions.confirm";
import { getForMember, getForStaff, pageForMember, pageForMerchant, pageForStaff } from "./redemptions.lists";
import { keepPhoto, openPhoto } from "./redemptions.photos";
import { preview } from "./redemptions.preview";
import { verifyPublicReceipt } from "./redemptions.receipts";
import { reverseByStaff, undo } from "./redemptions.reverse";

export const redemptionsRoutes: Route[] = [
  route(contract.previewRedemption, preview),
  route(contract.confirmRedemption, confirm),
  uploadRoute(contract.uploadRedemptionPhoto, keepPhoto),
  route(contract.listMerchantRedemptions, pageForMerchant),
  route(contract.undoRedemption, undo),
  route(admin.listStaffRedemptions, pageForStaff),
  route(admin.getStaffRedemption, getForStaff),
  fileRoute(admin.getRedemptionPhoto, openPhoto),
  route(admin.reverseRedemption, reverseByStaff),
  route(contract.listMyRedemptions, pageForMember),
  route(contract.getMyRedemption, getForMember),
  route(contract.checkReceipt, verifyPublicReceipt),
];
