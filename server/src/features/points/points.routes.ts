import * as account from "@club/shared/points-account";
import * as admin from "@club/shared/points-admin";
import * as rules from "@club/shared/points-rules";
import { type Route, route } from "../../platform/route";
import { getSettings, updateSettings } from "./adjustment-limit.service";
import { approveAdjustment, createAdjustment, listAdjustments, rejectAdjustment } from "./adjustments.service";
import { checkInCalendarOf, checkInToday } from "./check-ins.service";
import { createRule, listRuleVersions, listStaffRules, switchRule, updateRule } from "./earning-rules.service";
import { getOwnPoints, listOwnPostings, listOwnRules } from "./my-points.service";
import { getAccount, listLedger } from "./points-staff.service";

export const pointsRoutes: Route[] = [
  route(account.getMyPoints, getOwnPoints),
  route(account.listMyPostings, listOwnPostings),
  route(account.checkIn, checkInToday),
  route(account.getCheckIns, checkInCalendarOf),
  route(account.listEarningRules, listOwnRules),
  route(admin.listPostings, listLedger),
  route(admin.getPointsAccount, getAccount),
  route(admin.createPointsAdjustment, createAdjustment),
  route(admin.listPointsAdjustments, listAdjustments),
  route(admin.approvePointsAdjustment, approveAdjustment),
  route(admin.rejectPointsAdjustment, rejectAdjustment),
  route(rules.listStaffEarningRules, listStaffRules),
  route(rules.createEarningRule, createRule),
  route(rules.updateEarningRule, updateRule),
  route(rules.switchEarningRule, switchRule),
  route(rules.listEarningRuleVersions, listRuleVersions),
  route(rules.getPointsSettings, getSettings),
  route(rules.updatePointsSettings, updateSettings),
];
