import * as terms from "@club/shared/merchant-agreements";
import * as places from "@club/shared/merchant-branches";
import * as people from "@club/shared/merchant-clerks";
import * as contract from "@club/shared/merchants";
import { type Route, route } from "../../platform/route";
import * as agreements from "./agreements.service";
import { addBranch, changeBranch } from "./branches.service";
import * as login from "./clerk-login.service";
import * as clerks from "./clerks.service";
import { getPage, listNearby } from "./merchants.directory";
import * as merchants from "./merchants.service";

export const merchantsRoutes: Route[] = [
  route(places.listNearbyBranches, listNearby),
  route(places.getMerchantPage, getPage),
  route(contract.createMerchant, merchants.addMerchant),
  route(contract.listMerchants, merchants.pageOfMerchants),
  route(contract.getMerchant, (ctx, { merchantId }) => merchants.getMerchantDetail(ctx, merchantId)),
  route(contract.updateMerchant, merchants.changeMerchant),
  route(contract.changeMerchantStatus, merchants.moveMerchant),
  route(contract.revealMerchant, merchants.showMerchantSecrets),
  route(places.createBranch, addBranch),
  route(places.updateBranch, changeBranch),
  route(terms.draftAgreement, agreements.addDraft),
  route(terms.listAgreements, agreements.pageOfAgreements),
  route(terms.activateAgreement, agreements.activate),
  route(terms.discardAgreement, agreements.discard),
  route(people.inviteClerk, clerks.inviteByOwner),
  route(people.inviteClerkByStaff, clerks.inviteByStaff),
  route(people.listMyClerks, clerks.pageOfMyClerks),
  route(people.listMerchantClerks, clerks.pageOfMerchantClerks),
  route(people.updateMyClerk, clerks.changeMyClerk),
  route(people.updateMerchantClerk, clerks.changeMerchantClerk),
  route(people.joinMerchant, login.join),
  route(people.loginClerkByWechat, login.loginByWechat),
  route(people.loginClerk, login.loginByPassword),
  route(people.refreshClerkSession, (ctx, { refreshToken }) => login.refresh(ctx, refreshToken)),
  route(people.logoutClerk, login.logout),
  route(people.getMyMerchant, login.getMine),
  route(people.setMyClerkPassword, login.setPassword),
];
