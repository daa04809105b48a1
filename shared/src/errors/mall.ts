/** Errors of the points mall: products and orders. */
export const mallErrors = {
  "mall.product-not-found": { status: 404, title: "没有找到这件商品", next: "请返回积分商城重新选择。" },
  "mall.order-not-found": { status: 404, title: "没有找到这个订单", next: "请返回订单列表刷新后重新选择。" },
  "mall.not-on-sale": { status: 409, title: "这件商品已下架", next: "请返回积分商城看看其他商品。" },
  "mall.not-started": { status: 409, title: "这件商品还没有开始兑换", next: "请在开始时间之后再来兑换。" },
  "mall.ended": { status: 409, title: "这件商品的兑换时间已结束", next: "请返回积分商城看看其他商品。" },
  "mall.sold-out": { status: 409, title: "这件商品已售罄", next: "请减少数量，或看看其他商品；补货后会重新显示。" },
  "mall.limit-reached": { status: 409, title: "已达到每人限购数量", next: "请减少数量，或看看其他商品。" },
  "mall.other-city": { status: 409, title: "您所在城市暂不参加", next: "请看看您所在城市可兑换的其他商品。" },
  "mall.price-changed": {
    status: 409,
    title: "商品的积分价格刚刚调整",
    next: "积分没有扣除。请刷新商品页面，确认新的价格后再兑换。",
  },
  "mall.address-needed": { status: 400, title: "请填写收货地址", next: "填写收货人、手机号和详细地址后再兑换。" },
  "mall.member-not-active": {
    status: 409,
    title: "账号正在注销或已注销，不能兑换",
    next: "如需继续使用，请先在「我的」里撤回注销申请。",
  },
  "mall.order-state-conflict": {
    status: 409,
    title: "订单的状态已变化，本次操作没有执行",
    next: "请刷新订单查看最新状态，再决定是否操作。",
  },
  "mall.voucher-used": {
    status: 409,
    title: "订单里有兑换券已使用、锁定或失效，整单不能取消",
    next: "积分只按整单退回，不能只退一部分；其余的券在有效期内仍可使用，有疑问请联系俱乐部客服。",
  },
  "mall.cancel-too-late": {
    status: 409,
    title: "已超过可自行取消的时间",
    next: "如有特殊情况，请联系俱乐部客服处理。",
  },
  "mall.already-shipped": {
    status: 409,
    title: "商品已发货，不能取消订单",
    next: "请收货后联系俱乐部客服处理；没有收到时可凭物流单号查询。",
  },
  "mall.not-goods": { status: 409, title: "这个订单是兑换券，不需要发货", next: "券已发到会员的「我的兑换券」。" },
  "mall.address-erased": {
    status: 409,
    title: "这个订单没有可用的收货地址",
    next: "会员注销后地址已删除；请取消订单或联系会员。",
  },
  "mall.service-unavailable": {
    status: 409,
    title: "商品里有不存在或已停用的服务",
    next: "请换成可用的服务项目后再保存或上架。",
  },
  "mall.version-conflict": {
    status: 409,
    title: "商品刚被其他人更新",
    next: "请刷新后查看最新内容，再提交您的修改。",
  },
  "mall.product-state-conflict": {
    status: 409,
    title: "商品当前状态不能这样操作",
    next: "请刷新查看商品状态后再操作。",
  },
  "mall.window-closed": { status: 409, title: "商品的兑换时间已结束", next: "请先调整兑换时间，再上架。" },
  "mall.kind-fixed": { status: 409, title: "商品类型建立后不能更改", next: "请另建一件商品，并把这一件下架。" },
  "mall.stock-too-low": {
    status: 409,
    title: "剩余库存不够减",
    next: "减少的数量不能超过剩余库存，请刷新后重新填写。",
  },
  "mall.city-out-of-scope": {
    status: 403,
    title: "只能管理本市的商品",
    next: "请把适用城市设为本市，或联系省级管理员。",
  },
} as const;
