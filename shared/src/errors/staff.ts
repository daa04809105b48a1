/** Errors of signing in (`auth.*`, for everyone who signs in) and of staff accounts. */
export const staffErrors = {
  "auth.login-failed": { status: 401, title: "账号或密码不正确", next: "请核对后重新输入，连续输错会暂时锁定登录。" },
  "auth.login-locked": {
    status: 429,
    title: "输错次数太多，登录已暂时锁定",
    next: "请等锁定时间过后再试；会员可以改用短信验证码登录，商户可以用微信重设密码，工作人员可以请管理员重置。",
  },
  "auth.code-wrong": {
    status: 400,
    title: "验证码不正确或已失效",
    next: "请核对短信中的 6 位数字，或重新获取验证码。",
  },
  "auth.code-too-soon": { status: 429, title: "验证码刚刚发送过", next: "请查看手机短信，60 秒后可以重新获取。" },
  "auth.code-limit": {
    status: 429,
    title: "这个手机号今天获取验证码的次数已用完",
    next: "请明天再试，或改用其他方式登录。",
  },
  "auth.change-token-invalid": { status: 400, title: "修改密码的页面已过期", next: "请用临时密码重新登录后再修改。" },
  "staff.not-found": { status: 404, title: "没有找到这个工作账号", next: "请返回账号列表重新选择。" },
  "staff.login-name-taken": {
    status: 409,
    title: "这个登录名已被使用",
    next: "请换一个登录名，例如在姓名拼音后加上工号。",
  },
  "staff.city-mismatch": {
    status: 400,
    title: "角色与所属城市不相符",
    next: "省级管理员不选城市，城市管理员和柜面人员必须选择城市。",
  },
  "staff.not-manageable": {
    status: 403,
    title: "您不能管理这个账号",
    next: "城市管理员只能管理本市柜面人员，其他账号请联系省级管理员。",
  },
  "staff.self-disable": { status: 409, title: "不能停用自己的账号", next: "请由另一位省级管理员操作。" },
  "staff.state-changed": { status: 409, title: "账号状态已经变化", next: "请刷新账号列表后再操作。" },
  "staff.password-wrong": {
    status: 400,
    title: "当前密码不正确",
    next: "请重新输入当前密码，忘记密码请联系管理员重置。",
  },
  "staff.password-reused": { status: 400, title: "新密码不能与当前密码相同", next: "请换一个新的密码。" },
  "staff.disabled": { status: 403, title: "这个账号已停用", next: "如需恢复使用，请联系俱乐部管理员。" },
} as const;
