import { linkWechat, loginByPassword, loginBySms, registerMember, wechatLogin } from "@club/shared/auth";
import { correctMember, getMember, listMembers, revealMemberField, searchMembers } from "@club/shared/member-admin";
import {
  cancelClosing,
  closeMe,
  completeMe,
  exportMyData,
  getMe,
  giveConsent,
  listMyConsents,
  requestMySmsCode,
  setMyPassword,
  updateMe,
  withdrawConsent,
} from "@club/shared/members";
import { type Route, route } from "../../platform/route";
import { cancelOwnClosing, closeOwn } from "./members.closing";
import { giveOwnConsent, listOwnConsents, withdrawOwnConsent } from "./members.consents";
import { correctByStaff } from "./members.correct";
import { loginWithPassword, loginWithSms, setOwnPassword } from "./members.login";
import { completeOwn, exportOwnData, getOwnView, sendOwnSmsCode, updateOwn } from "./members.profile";
import { linkPhoneHolder, loginByWechat, register } from "./members.register";
import { getForStaff, listForStaff, revealField, searchForStaff } from "./members.staff";

export const membersRoutes: Route[] = [
  route(wechatLogin, loginByWechat),
  route(registerMember, register),
  route(linkWechat, linkPhoneHolder),
  route(loginBySms, loginWithSms),
  route(loginByPassword, loginWithPassword),
  route(getMe, getOwnView),
  route(updateMe, updateOwn),
  route(completeMe, completeOwn),
  route(requestMySmsCode, sendOwnSmsCode),
  route(setMyPassword, setOwnPassword),
  route(listMyConsents, listOwnConsents),
  route(giveConsent, giveOwnConsent),
  route(withdrawConsent, withdrawOwnConsent),
  route(closeMe, closeOwn),
  route(cancelClosing, cancelOwnClosing),
  route(exportMyData, exportOwnData),
  route(searchMembers, searchForStaff),
  route(listMembers, listForStaff),
  route(getMember, getForStaff),
  route(correctMember, correctByStaff),
  route(revealMemberField, revealField),
];
