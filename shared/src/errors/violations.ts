export const violationErrors = {
  "violations.refreshed-today": {
    status: 409,
    title: "这辆车今天已经刷新过",
    next: "请查看上次的结果，明天可以再刷新；着急请打开“交管12123”查看。",
  },
  "violations.off": { status: 409, title: "违章查询暂时关闭", next: "请打开“交管12123”查看，恢复后会重新显示入口。" },
  "violations.city-not-found": { status: 404, title: "没有这个城市", next: "请返回城市列表重新选择。" },
  "violations.city-not-overridden": {
    status: 409,
    title: "这个城市没有人工设置",
    next: "无需操作，正在使用供应商的要求。",
  },
  "violations.provider-not-configured": {
    status: 409,
    title: "这个供应商还没有配置",
    next: "请联系技术人员在服务器配置中加入供应商的账号。",
  },
} as const;
