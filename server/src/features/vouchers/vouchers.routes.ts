import * as contract from "@club/shared/vouchers";
import { type Route, route } from "../../platform/route";
import * as member from "./member-vouchers.service";
import * as staff from "./staff-vouchers.service";

export const vouchersRoutes: Route[] = [
  route(contract.listMyVoucherCards, member.listMyVoucherCards),
  route(contract.getMyVoucher, member.getMyVoucher),
  route(contract.createVoucherQr, member.createVoucherQr),
  route(contract.bindVoucherPlate, member.bindVoucherPlate),
  route(contract.lookUpVoucher, staff.lookUpVoucher),
  route(contract.listStaffVouchers, staff.listStaffVouchers),
  route(contract.getStaffVoucher, staff.getStaffVoucher),
  route(contract.lockVoucher, staff.lockVoucher),
  route(contract.unlockVoucher, staff.unlockVoucher),
  route(contract.revokeVoucher, staff.revokeVoucher),
  route(contract.replaceVoucher, staff.replaceVoucher),
  route(contract.extendVoucher, staff.extendVoucher),
  route(contract.getVoucherBalance, staff.getVoucherBalance),
];
