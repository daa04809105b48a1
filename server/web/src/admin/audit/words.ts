/** What the log's actions are called; one that is new here is shown as it is written. */
const ACTIONS: Record<string, string> = {
  "members.correct": "更正会员资料",
  "members.reveal": "查看会员明文资料",
  "members.close": "注销账号",
  "members.move-wechat": "更换会员微信",
  "vouchers.locked": "锁定兑换券",
  "vouchers.unlocked": "解除锁定",
  "vouchers.revoked": "收回兑换券",
  "vouchers.replaced": "替换兑换券",
  "vouchers.extend": "延长有效期",
  "giftpacks.create": "新建礼包",
  "giftpacks.update": "修改礼包",
  "giftpacks.new-version": "新建礼包版本",
  "giftpacks.publish": "发布礼包",
  "giftpacks.pause": "暂停礼包",
  "giftpacks.end": "结束礼包",
  "giftpacks.top-up": "补充库存或预算",
  "giftpacks.grant": "赠送礼包",
  "giftpacks.grant-batch": "批量赠送礼包",
  "giftpacks.revoke-grant": "收回礼包",
  "giftpacks.import-audience": "导入礼包名单",
  "services.update": "修改服务项目",
  "merchants.create": "登记商户",
  "merchants.update": "修改商户",
  "merchants.status": "变更商户状态",
  "merchants.reveal": "查看商户明文资料",
  "merchants.add-branch": "登记门店",
  "merchants.update-branch": "修改门店",
  "merchants.draft-agreement": "起草协议",
  "merchants.activate-agreement": "启用协议",
  "merchants.discard-agreement": "作废协议草稿",
  "merchants.invite-clerk": "邀请商户人员",
  "merchants.update-clerk": "变更商户人员",
  "merchants.join": "加入商户",
  "merchants.set-password": "设置商户密码",
  "redemptions.reverse": "冲正核销",
  "redemptions.view-photo": "查看核销照片",
  "settlement.generate": "生成对账单",
  "settlement.start-run": "批量出账",
  "settlement.adjust": "登记调整",
  "settlement.frozen": "对账单定稿",
  "settlement.sent": "发送对账单",
  "settlement.confirmed": "商户确认对账单",
  "settlement.disputed": "商户提出异议",
  "settlement.approved": "审批对账单",
  "settlement.invoiced": "登记发票",
  "settlement.paid": "登记付款",
  "staff.create": "新建工作账号",
  "staff.disable": "停用工作账号",
  "staff.enable": "恢复工作账号",
  "staff.reset-password": "重置密码",
  "staff.change-password": "修改密码",
};
const SUBJECTS: Record<string, string> = {
  member: "会员",
  voucher: "兑换券",
  giftPack: "礼包",
  grant: "赠送",
  service: "服务项目",
  merchant: "商户",
  clerk: "商户人员",
  redemption: "核销",
  statement: "对账单",
  "settlement-run": "批量出账",
  staff: "工作账号",
};

export const ACTION_CHOICES = Object.entries(ACTIONS).map(([value, label]) => ({ value, label }));
export const SUBJECT_CHOICES = Object.entries(SUBJECTS).map(([value, label]) => ({ value, label }));

export function actionName(action: string): string {
  return ACTIONS[action] ?? action;
}

export function subjectName(kind: string): string {
  return SUBJECTS[kind] ?? kind;
}
