import type { ConsentKind } from "@club/shared/auth";

/** A text that people agree to: paragraphs under headings. The version is the contract's CONSENT_VERSIONS. */
export type ClubDocument = { lead: string; sections: readonly { heading: string; lines: readonly string[] }[] };

const TERMS: ClubDocument = {
  lead: "车主俱乐部为车主提供礼包、兑换券和签约门店服务。请先读完这份协议，再决定是否注册。",
  sections: [
    {
      heading: "一、账号",
      lines: [
        "一位车主对应一个会员账号，账号由微信和手机号确认，不能转让、出租或出借。",
        "请填写真实的资料。用他人资料注册的，俱乐部核实后会停用账号。",
        "更换手机号时，请先在俱乐部柜台办理变更，避免号码被重新启用后影响您的权益。",
      ],
    },
    {
      heading: "二、礼包和兑换券",
      lines: [
        "礼包的内容、适用人群、领取期限和数量以领取页面为准，每份礼包每位会员按规定次数领取。",
        "兑换券在有效期内到签约门店使用，一张券使用一次，不能兑换现金，不能买卖。",
        "兑换码等同于兑换券本身，请只在接受服务时出示。",
        "核销有误时，商户可在 1 小时内冲正，之后请联系俱乐部处理。",
      ],
    },
    {
      heading: "三、服务由谁提供",
      lines: [
        "洗车、验车、代驾等服务由签约商户提供，商户对服务质量负责。",
        "对服务不满意，可以联系俱乐部客服，我们会在 3 个工作日内答复。",
      ],
    },
    {
      heading: "四、停止使用",
      lines: [
        "您可以随时在「设置」里注销账号，7 天冷静期内可以撤销。",
        "注销后个人信息会被删除，未使用的礼包和兑换券一并失效。",
      ],
    },
  ],
};

const PRIVACY: ClubDocument = {
  lead: "我们只收集提供服务所必需的信息，并告诉您用在哪里、保存多久、怎样删除。",
  sections: [
    {
      heading: "一、收集哪些信息",
      lines: [
        "微信登录标识：用来识别您的账号。",
        "手机号：用来注册、登录、接收验证码和联系您。",
        "姓名和身份证号：只在您选择完善资料时收集，用来确认一人一账号，需要您单独同意。",
        "车牌号：只在您使用需要核对车辆的兑换券时填写。",
        "位置：只在您查看附近门店时用来计算距离，不保存。",
      ],
    },
    {
      heading: "二、怎样保护",
      lines: [
        "手机号、姓名、身份证号和微信标识加密保存，页面上只显示隐去部分内容的样子。",
        "工作人员查看完整信息必须填写原因，每一次查看都有记录。",
      ],
    },
    {
      heading: "三、会给谁",
      lines: [
        "核销时，商户只能看到隐去部分内容的姓名、手机号和车牌。",
        "除法律要求外，我们不会把您的信息提供给其他人。",
      ],
    },
    {
      heading: "四、您的权利",
      lines: [
        "在「设置」里可以查看同意记录、撤回同意、导出全部个人资料、注销账号。",
        "更正姓名或身份证号，请携带身份证到俱乐部柜台办理。",
      ],
    },
    {
      heading: "五、保存多久",
      lines: ["账号存在期间保存；注销 7 天后删除个人信息，依法需要保留的结算记录不再与您的身份关联。"],
    },
  ],
};

const SENSITIVE: ClubDocument = {
  lead: "身份证号属于敏感个人信息。请单独阅读并决定是否同意，不同意不影响您使用普通会员的服务。",
  sections: [
    {
      heading: "为什么需要",
      lines: [
        "确认一位车主只有一个账号，防止他人冒领您的礼包。",
        "手机号被运营商重新分配时，用来确认账号仍然是您本人的。",
      ],
    },
    {
      heading: "怎样处理",
      lines: [
        "身份证号加密保存，只用于核对，不会显示完整号码，也不会提供给商户。",
        "您可以随时撤回同意；撤回后不再用于新的核对，如需删除请注销账号。",
      ],
    },
  ],
};

const MARKETING: ClubDocument = {
  lead: "同意后，我们会在有活动和优惠时通知您。这一项可以不选，也可以随时关闭。",
  sections: [
    {
      heading: "会收到什么",
      lines: ["新礼包、客户节活动和兑换券到期提醒，通过微信或短信发送。", "关闭后，验证码和账号安全通知仍会发送。"],
    },
  ],
};

export const DOCUMENTS: Readonly<Record<ConsentKind, ClubDocument>> = {
  terms: TERMS,
  privacy: PRIVACY,
  sensitive: SENSITIVE,
  marketing: MARKETING,
};
