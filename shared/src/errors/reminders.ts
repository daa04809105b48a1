/** Errors of 车主秘书 and the inbox. */
export const reminderErrors = {
  "reminders.message-not-found": {
    status: 404,
    title: "没有找到这条消息",
    next: "消息可能已过期清理，请返回消息列表刷新。",
  },
  "reminders.item-not-found": {
    status: 404,
    title: "没有找到这个待办事项",
    next: "请刷新车主秘书页面，从最新的列表里选择。",
  },
  "reminders.next-due-not-later": {
    status: 400,
    title: "新的到期日没有晚于原来的到期日",
    next: "请对照新的证件或保单，填写新的到期日。",
  },
  "reminders.licence-end-needed": {
    status: 400,
    title: "还没有填写新驾驶证的有效期",
    next: "请对照新驾驶证填写有效期截止日，或选择“长期”。",
  },
  "reminders.restriction-city-unknown": {
    status: 400,
    title: "这个城市没有可用的限行数据",
    next: "请从列表里选择城市。",
  },
  "reminders.calendar-link-expired": {
    status: 404,
    title: "日历订阅链接已失效",
    next: "请在小程序的车主秘书页面重新生成链接。",
  },
  "reminders.template-not-found": { status: 404, title: "没有找到这个提醒模板", next: "请刷新模板列表后重新选择。" },
  "reminders.placeholder-unknown": {
    status: 400,
    title: "模板里有不认识的占位符",
    next: "请只使用右侧列出的占位符，例如 {到期日}。",
  },
  "reminders.version-conflict": {
    status: 409,
    title: "内容已被其他人修改",
    next: "请刷新后查看最新内容，再决定是否修改。",
  },
  "reminders.wechat-key-invalid": {
    status: 400,
    title: "订阅消息的字段名不正确",
    next: "请对照微信公众平台的模板详情填写字段名，例如 thing1、date2。",
  },
  "reminders.restriction-invalid": {
    status: 400,
    title: "限行数据不完整或前后矛盾",
    next: "请按提示修改后重新导入。",
  },
  "reminders.holiday-year-invalid": {
    status: 400,
    title: "节假日安排不完整或前后矛盾",
    next: "请对照国务院办公厅通知修改后重新导入。",
  },
  "reminders.filter-needed": {
    status: 400,
    title: "请缩小查询范围",
    next: "请选择一个日期，或填写会员编号。",
  },
} as const;
