/** Settlement: monthly statements, runs, adjustments. */
export const settlementErrors = {
  "settlement.not-found": { status: 404, title: "没有找到这份对账单", next: "请返回对账单列表重新选择。" },
  "settlement.run-not-found": { status: 404, title: "没有找到这次批量出账", next: "请返回批量出账列表重新选择。" },
  "settlement.wrong-state": { status: 409, title: "对账单当前状态不能这样操作", next: "请刷新页面，按最新状态处理。" },
  "settlement.month-open": {
    status: 409,
    title: "这个月还没有结束",
    next: "请在次月 1 日之后再定稿；现在可以先出草稿核对。",
  },
  "settlement.month-future": { status: 400, title: "不能给未来的月份出账", next: "请选择本月或以前的月份。" },
  "settlement.not-balanced": {
    status: 409,
    title: "对账单与核销记录不平",
    next: "生成草稿后核销记录有变化，请重新生成，核对后再定稿。",
  },
  "settlement.changed": {
    status: 409,
    title: "对账单内容已更新",
    next: "请刷新页面，草稿请重新生成，核对最新内容后再操作。",
  },
  "settlement.already-frozen": {
    status: 409,
    title: "对账单已定稿，不能重新生成",
    next: "如需更正，请登记调整，计入下一期。",
  },
  "settlement.nothing-payable": {
    status: 409,
    title: "这份对账单没有应付金额",
    next: "无需开票付款；负数已结转到下一期。",
  },
  "settlement.invoice-mismatch": {
    status: 409,
    title: "发票与对账单不符",
    next: "发票金额须等于应付金额，开票日期不早于账期结束，请核对后重新登记。",
  },
  "settlement.invoice-used": {
    status: 409,
    title: "这张发票已登记在别的对账单上",
    next: "请核对发票号码，每张发票只能用一次。",
  },
  "settlement.payment-mismatch": {
    status: 409,
    title: "付款金额与应付金额不符",
    next: "请按对账单的应付金额付款后再登记。",
  },
  "settlement.same-person": { status: 403, title: "审批人不能同时付款", next: "请由另一位财务人员登记付款。" },
  "settlement.run-in-progress": { status: 409, title: "这个月正在批量出账", next: "请等待完成，进度会自动更新。" },
  "settlement.adjustment-zero": { status: 400, title: "调整金额不能为 0", next: "增加应付填正数，扣减填负数。" },
} as const;
