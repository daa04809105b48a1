import * as voucherAdmin from "@club/shared/voucher-admin";
import * as contract from "@club/shared/vouchers";
import { type Route, route } from "../../platform/route";
import * as member from "./member-vouchers.service";
import * as staff from "./staff-vouchers.service";

export const vouchersRoutes: Route[] = [
  route(contract.listMyVoucherCards, member.listMyVoucherCards),
  route(contract.getMyVoucher, member.getMyVoucher),
  route(contract.createVoucherQr, member.createVoucherQr),
  route(contract.bindVoucherPlate, member.bindVoucherPlate),
  route(voucherAdmin.lookUpVoucher, staff.lookUpVoucher),
  route(voucherAdmin.listStaffVouchers, staff.listStaffVouchers),
  route(voucherAdmin.getStaffVoucher, staff.getStaffVoucher),
  route(voucherAdmin.lockVoucher, staff.lockVoucher),
  route(voucherAdmin.unlockVoucher, staff.unlockVoucher),
  route(voucherAdmin.revokeVoucher, staff.revokeVoucher),
  route(voucherAdmin.replaceVoucher, staff.replaceVoucher),
  route(voucherAdmin.extendVoucher, staff.extendVoucher),
  route(voucherAdmin.getVoucherBalance, staff.getVoucherBalance),
];
