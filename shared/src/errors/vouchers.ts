export const voucherErrors = {
  "vouchers.not-found": {
    status: 404,
    title: "没有找到这张兑换券",
    next: "请核对券码，或返回「我的兑换券」重新选择。",
  },
  "vouchers.not-usable": {
    status: 409,
    title: "这张兑换券当前不能使用",
    next: "请查看券的状态说明，选择另一张可用的券。",
  },
  "vouchers.expired": { status: 409, title: "这张兑换券已过期", next: "请选择另一张未过期的券；如有疑问请联系客服。" },
  "vouchers.qr-expired": { status: 409, title: "二维码已过期", next: "请车主刷新兑换券页面，扫描新的二维码。" },
  "vouchers.plate-not-needed": { status: 409, title: "这张兑换券不需要绑定车牌", next: "直接到店出示二维码即可使用。" },
  "vouchers.plate-already-bound": {
    status: 409,
    title: "这张兑换券已绑定其他车牌，不能更改",
    next: "请驾驶已绑定的车辆到店；确需更换请联系客服。",
  },
  "vouchers.state-conflict": {
    status: 409,
    title: "兑换券的状态已变化，本次操作没有执行",
    next: "请刷新后查看最新状态，再决定是否操作。",
  },
  "vouchers.expiry-not-later": { status: 400, title: "新的有效期没有晚于现在的有效期", next: "请选择更晚的日期。" },
  "vouchers.expiry-too-far": { status: 400, title: "有效期最多延长到一年以后", next: "请选择一年以内的日期。" },
  "vouchers.owner-closed": {
    status: 409,
    title: "会员已注销账号，不能解除锁定",
    next: "这张券没有人能再使用，保持锁定即可。",
  },
  "vouchers.not-counted": {
    status: 409,
    title: "全部兑换券还没有清点过",
    next: "系统每天凌晨清点一次，请稍后再试；也可以按会员查询。",
  },
  "vouchers.filter-needed": { status: 400, title: "请缩小查询范围", next: "请选择一个城市，或按会员查询。" },
} as const;
