/** Errors of the back office's first page. */
export const overviewErrors = {
  "overview.day-out-of-range": {
    status: 400,
    title: "只能查看最近 13 个月",
    next: "请选择今天或最近 13 个月内的日期。",
  },
} as const;
