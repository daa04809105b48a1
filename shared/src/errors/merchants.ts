/** Merchants: onboarding, branches, clerks, agreements. */
export const merchantErrors = {
  "merchants.not-found": { status: 404, title: "没有找到这家商户", next: "请返回列表重新选择。" },
  "merchants.branch-not-found": { status: 404, title: "没有找到这家门店", next: "请刷新页面后重新选择门店。" },
  "merchants.clerk-not-found": { status: 404, title: "没有找到这位核销员", next: "请刷新核销员列表后再操作。" },
  "merchants.agreement-not-found": { status: 404, title: "没有找到这份协议", next: "请刷新协议列表后重新选择。" },
  "merchants.credit-code-taken": {
    status: 409,
    title: "这个统一社会信用代码已登记过",
    next: "请在商户列表里搜索已有的商户；如确属不同商户，请核对代码。",
  },
  "merchants.wrong-state": {
    status: 409,
    title: "商户当前状态不能这样操作",
    next: "请刷新页面，按商户的最新状态处理。",
  },
  "merchants.not-approved": {
    status: 409,
    title: "商户还没有通过审核或已停用",
    next: "请联系所在城市的俱乐部管理员。",
  },
  "merchants.no-branch": { status: 409, title: "商户还没有营业门店", next: "请先登记至少一家门店，再通过审核。" },
  "merchants.no-agreement": {
    status: 409,
    title: "商户没有生效中的协议",
    next: "请先登记并启用一份合作协议，再通过审核。",
  },
  "merchants.agreement-wrong-state": {
    status: 409,
    title: "这份协议已经启用或结束，不能再改",
    next: "请新建一个协议版本，约定新的生效日期。",
  },
  "merchants.agreement-too-early": {
    status: 409,
    title: "协议生效日期太早",
    next: "已有协议在执行时，新版本最早从明天起生效；首份协议最早从今天起。",
  },
  "merchants.agreement-prices-invalid": {
    status: 400,
    title: "协议价格填写有误",
    next: "同一服务只能有一个价格：固定价填单价，分担填单价和比例，封顶填最高额。",
  },
  "merchants.service-unknown": { status: 400, title: "所选服务不存在或已停用", next: "请刷新服务列表后重新选择。" },
  "merchants.invitation-invalid": {
    status: 404,
    title: "邀请码无效、已使用或已过期",
    next: "请向店主或俱乐部管理员索取新的邀请码（7 天内有效，只能用一次）。",
  },
  "merchants.phone-taken": {
    status: 409,
    title: "这个手机号已是其他商户的核销员",
    next: "请换一个手机号，或请原商户先移除后再加入。",
  },
  "merchants.wechat-taken": {
    status: 409,
    title: "这个微信已绑定其他核销员",
    next: "请换一个微信，或请原商户先移除后再加入。",
  },
  "merchants.wechat-unknown": {
    status: 401,
    title: "这个微信还没有绑定商户",
    next: "请先用邀请码加入商户，或改用手机号和密码登录。",
  },
  "merchants.login-failed": { status: 401, title: "手机号或密码不正确", next: "请核对后重试；连续输错会暂时锁定。" },
  "merchants.wechat-proof-needed": {
    status: 403,
    title: "设置密码要用本人微信确认",
    next: "请用加入商户时的微信打开小程序，在商户工作台点「网页登录密码」。",
  },
  "merchants.password-wrong": {
    status: 400,
    title: "当前密码不正确",
    next: "请重新输入；忘记了请用自己的微信打开小程序，在商户工作台点「网页登录密码」重新设置。",
  },
  "merchants.last-owner": { status: 409, title: "至少要保留一位店主", next: "请先邀请另一位店主加入，再移除这一位。" },
  "merchants.branch-not-allowed": {
    status: 403,
    title: "您不在这家门店的核销名单里",
    next: "请切换到自己的门店，或请店主调整。",
  },
} as const;
