/** Errors of registering, signing in as a member and of members' records. */
export const memberErrors = {
  "members.not-found": { status: 404, title: "没有找到这位会员", next: "请核对手机号或会员号后重新查找。" },
  "members.wechat-code-invalid": { status: 400, title: "微信登录凭证已失效", next: "请返回首页，重新点击登录。" },
  "members.wechat-blocked": {
    status: 403,
    title: "微信提示这个账号存在风险，暂不能登录",
    next: "请在微信中完成安全验证后再试，或改用手机号登录。",
  },
  "members.phone-code-invalid": {
    status: 400,
    title: "没有取到微信绑定的手机号",
    next: "请重新点击手机号按钮，或改用短信验证码。",
  },
  "members.registration-expired": { status: 400, title: "注册页面已过期", next: "请返回首页，重新点击登录。" },
  "members.not-registered": { status: 404, title: "这个手机号还不是会员", next: "请先注册，只需一分钟。" },
  "members.already-registered": {
    status: 409,
    title: "这个手机号已经是会员",
    next: "请直接登录，忘记密码可用短信验证码登录。",
  },
  "members.phone-held": {
    status: 409,
    title: "这个手机号已绑定在另一位会员名下",
    next: "如果是您本人，请用短信验证码和姓名、身份证后四位验证；如果是新办的号码，请携带身份证到俱乐部柜台办理。",
  },
  "members.identity-needed": {
    status: 409,
    title: "这个手机号的会员已经实名",
    next: "请填写姓名和身份证后四位，确认是您本人；如果是新办的号码，请携带身份证到俱乐部柜台办理。",
  },
  "members.identity-wrong": {
    status: 409,
    title: "姓名或身份证后四位与会员资料不符",
    next: "请按身份证核对后重新填写，连续填错会暂时锁定；如果是新办的号码，请携带身份证到俱乐部柜台办理。",
  },
  "members.phone-taken": {
    status: 409,
    title: "这个手机号已被其他会员使用",
    next: "请先核实号码归属，再更正原会员的手机号。",
  },
  "members.id-card-held": {
    status: 409,
    title: "这个身份证号已被其他会员使用",
    next: "如果您以前注册过，请用原手机号登录；如有疑问，请携带身份证到俱乐部柜台办理。",
  },
  "members.under-age": {
    status: 400,
    title: "未满 18 周岁暂不能完善资料",
    next: "年满 18 周岁后再来完善，现有权益不受影响。",
  },
  "members.already-completed": {
    status: 409,
    title: "资料已经完善过",
    next: "如需更正姓名或身份证号，请携带身份证到俱乐部柜台办理。",
  },
  "members.consent-missing": {
    status: 400,
    title: "还没有同意必要的协议",
    next: "请阅读并勾选用户协议和隐私政策后继续。",
  },
  "members.consent-outdated": { status: 409, title: "协议已更新", next: "请重新打开页面，阅读最新版本后再确认。" },
  "members.consent-required": {
    status: 409,
    title: "这项同意是使用服务所必需的",
    next: "如不再使用俱乐部服务，可以在设置中注销账号。",
  },
  "members.already-closing": { status: 409, title: "账号已在注销冷静期", next: "如想继续使用，请在冷静期内撤销注销。" },
  "members.not-closing": { status: 409, title: "账号没有在注销", next: "无需操作，可以继续使用。" },
  "members.phone-missing": { status: 409, title: "账号还没有绑定手机号", next: "请携带身份证到俱乐部柜台补登手机号。" },
  "members.field-empty": { status: 404, title: "会员没有填写这一项", next: "请返回会员页面查看已有资料。" },
  "members.nothing-to-correct": { status: 400, title: "没有需要更正的内容", next: "请至少修改一项后再提交。" },
} as const;
