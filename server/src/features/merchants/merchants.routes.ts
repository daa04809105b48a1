import { merchantsEndpoints as endpoints } from "@club/shared/merchants";
import { type Route, route } from "../../platform/route";
import * as agreements from "./agreements.service";
import { addBranch, changeBranch } from "./branches.service";
import * as login from "./clerk-login.service";
import * as clerks from "./clerks.service";
import { getPage, listNearby } from "./merchants.directory";
import * as merchants from "./merchants.service";

export const merchantsRoutes: Route[] = [
  route(endpoints.listNearbyBranches, listNearby),
  route(endpoints.getMerchantPage, getPage),
  route(endpoints.createMerchant, merchants.addMerchant),
  route(endpoints.listMerchants, merchants.pageOfMerchants),
  route(endpoints.getMerchant, (ctx, { merchantId }) => merchants.getMerchantDetail(ctx, merchantId)),
  route(endpoints.updateMerchant, merchants.changeMerchant),
  route(endpoints.changeMerchantStatus, merchants.moveMerchant),
  route(endpoints.revealMerchant, merchants.showMerchantSecrets),
  route(endpoints.createBranch, addBranch),
  route(endpoints.updateBranch, changeBranch),
  route(endpoints.draftAgreement, agreements.addDraft),
  route(endpoints.listAgreements, agreements.pageOfAgreements),
  route(endpoints.activateAgreement, agreements.activate),
  route(endpoints.discardAgreement, agreements.discard),
  route(endpoints.inviteClerk, clerks.inviteByOwner),
  route(endpoints.inviteClerkByStaff, clerks.inviteByStaff),
  route(endpoints.listMyClerks, clerks.pageOfMyClerks),
  route(endpoints.listMerchantClerks, clerks.pageOfMerchantClerks),
  route(endpoints.updateMyClerk, clerks.changeMyClerk),
  route(endpoints.updateMerchantClerk, clerks.changeMerchantClerk),
  route(endpoints.joinMerchant, login.join),
  route(endpoints.loginClerkByWechat, login.loginByWechat),
  route(endpoints.loginClerk, login.loginByPassword),
  route(endpoints.refreshClerkSession, (ctx, { refreshToken }) => login.refresh(ctx, refreshToken)),
  route(endpoints.logoutClerk, login.logout),
  route(endpoints.getMyMerchant, login.getMine),
  route(endpoints.setMyClerkPassword, login.setPassword),
];
