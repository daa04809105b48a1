/** Errors any endpoint may answer. */
export const generalErrors = {
  "request.invalid": { status: 400, title: "填写的内容有误", next: "请按提示修改后重新提交。" },
  "request.not-json": { status: 400, title: "请求内容无法识别", next: "请刷新页面后重试。" },
  "request.idempotency-key-missing": { status: 400, title: "请求缺少防重复标识", next: "请刷新页面后重试。" },
  "request.too-large": { status: 413, title: "提交的内容太大", next: "请减少内容或压缩文件后重试。" },
  "request.not-found": { status: 404, title: "没有找到您要的内容", next: "请返回上一页重新选择。" },
  "request.idempotency-conflict": {
    status: 409,
    title: "同一个请求标识被用于不同的内容",
    next: "请刷新页面，核对后重新提交。",
  },
  "request.in-progress": { status: 409, title: "上一次提交还在处理", next: "请稍等几秒再看结果，不必重复提交。" },
  "request.outcome-unknown": {
    status: 409,
    title: "上一次提交的结果还没有确认",
    next: "请先查看记录里是否已经成功；没有记录时，请刷新页面后重新提交。",
  },
  "request.too-many": { status: 429, title: "操作太频繁", next: "请稍后再试。" },
  "auth.required": { status: 401, title: "请先登录", next: "登录后即可继续。" },
  "auth.expired": { status: 401, title: "登录已过期", next: "请重新登录后继续。" },
  "auth.refresh-invalid": { status: 401, title: "登录已失效", next: "为了账号安全，请重新登录。" },
  "auth.forbidden": { status: 403, title: "您没有这项操作的权限", next: "如确有需要，请联系俱乐部管理员。" },
  "gateway.unavailable": { status: 503, title: "外部服务暂时没有响应", next: "您的数据没有变化，请稍后再试。" },
  "internal.busy": { status: 503, title: "同时操作的人太多", next: "您的数据没有变化，请稍等几秒再试。" },
  "internal.database-unavailable": {
    status: 503,
    title: "系统暂时没有响应",
    next: "请稍后再试；如果刚才正在提交，请先查看是否已经成功。",
  },
  "internal.unexpected": {
    status: 500,
    title: "系统出了点问题",
    next: "我们已记录这个问题，请稍后再试；如果仍然不行，请联系俱乐部客服。",
  },
  "internal.stopping": { status: 503, title: "系统正在维护", next: "请稍后几分钟再试。" },
} as const;
