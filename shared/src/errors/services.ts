export const serviceErrors = {
  "services.not-found": { status: 404, title: "没有这项服务", next: "请返回服务列表重新选择。" },
  "services.inactive": { status: 409, title: "这项服务已停用", next: "请选择其他服务，或联系省级管理员启用。" },
  "services.nothing-to-change": { status: 400, title: "没有任何修改", next: "请至少修改一项内容后再保存。" },
} as const;
