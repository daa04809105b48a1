/** Redemptions: every reason why a voucher may not be redeemed here and now, and what to do next. */
export const redemptionErrors = {
  "redemptions.not-found": { status: 404, title: "没有找到这条核销记录", next: "请返回核销记录列表重新选择。" },
  "redemptions.code-unknown": {
    status: 404,
    title: "没有找到这张兑换券",
    next: "请核对兑换码，或请车主刷新二维码后重新扫描。",
  },
  "redemptions.code-back-off": {
    status: 429,
    title: "兑换码连续输错，已暂停输入",
    next: "请稍等片刻再试，或改用扫描车主的二维码。",
  },
  "redemptions.ticket-expired": { status: 409, title: "确认时间已过", next: "请重新扫描兑换券，再点确认。" },
  "redemptions.already-redeemed": {
    status: 409,
    title: "这张兑换券已核销",
    next: "请在核销记录里查看，不要重复服务。",
  },
  "redemptions.voucher-expired": { status: 409, title: "兑换券已过有效期", next: "请告知车主联系俱乐部客服。" },
  "redemptions.voucher-locked": { status: 409, title: "兑换券已被锁定", next: "请告知车主联系俱乐部客服解锁。" },
  "redemptions.voucher-unusable": {
    status: 409,
    title: "兑换券已失效",
    next: "请车主打开最新的兑换券，或联系俱乐部客服。",
  },
  "redemptions.service-paused": {
    status: 409,
    title: "这项服务已暂停",
    next: "请告知车主稍后再来，或联系俱乐部客服。",
  },
  "redemptions.merchant-paused": { status: 409, title: "本商户目前不能核销", next: "请联系所在城市的俱乐部管理员。" },
  "redemptions.branch-closed": {
    status: 409,
    title: "本门店目前不能核销",
    next: "请换一家营业中的门店，或联系俱乐部管理员。",
  },
  "redemptions.not-contracted": {
    status: 409,
    title: "本门店没有签约这项服务",
    next: "请车主在小程序里选择已签约的门店。",
  },
  "redemptions.city-mismatch": { status: 409, title: "兑换券不在本市使用", next: "请车主到所属城市的门店使用。" },
  "redemptions.position-missing": {
    status: 409,
    title: "需要门店现场定位",
    next: "请打开手机定位并允许小程序使用位置，再扫描一次。",
  },
  "redemptions.too-far": { status: 409, title: "您不在门店附近", next: "请回到门店再核销；如定位有误，请重新定位。" },
  "redemptions.own-phone": { status: 409, title: "商户人员的兑换券不能在本店核销", next: "请到其他签约门店使用。" },
  "redemptions.quota-used": {
    status: 409,
    title: "车主本期次数已用完",
    next: "这项服务每天或每月限用一次，请车主下期再来。",
  },
  "redemptions.plate-missing": { status: 400, title: "请核对车牌", next: "请输入车牌上被隐藏的两位字符。" },
  "redemptions.plate-mismatch": {
    status: 409,
    title: "车牌不符",
    next: "请核对到店车辆的车牌，只服务兑换券绑定的车辆。",
  },
  "redemptions.plate-unbound": {
    status: 409,
    title: "兑换券还没有绑定车牌",
    next: "请车主在兑换券页面绑定车牌后再来扫描。",
  },
  "redemptions.photo-missing": { status: 400, title: "请拍摄服务照片", next: "请拍一张含车牌的现场照片后再确认。" },
  "redemptions.photo-invalid": { status: 400, title: "照片无法使用", next: "请上传 2 MB 以内的 JPG 或 PNG 照片。" },
  "redemptions.photo-used": { status: 409, title: "这张照片已用于别的核销", next: "请重新拍摄本次服务的照片。" },
  "redemptions.amount-missing": {
    status: 400,
    title: "请填写消费金额",
    next: "这项服务按实际消费结算，请填写本次消费金额。",
  },
  "redemptions.receipt-invalid": {
    status: 404,
    title: "没有这张凭证或签名不符",
    next: "请核对凭证编号，或扫描凭证上的二维码。",
  },
  "redemptions.already-reversed": { status: 409, title: "这笔核销已撤销", next: "请刷新核销记录，无需再次撤销。" },
  "redemptions.undo-window-over": {
    status: 409,
    title: "已超过 1 小时，商户不能自行撤销",
    next: "请联系俱乐部管理员说明情况，由俱乐部撤销。",
  },
} as const;
