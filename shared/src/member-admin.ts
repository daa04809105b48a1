import * as z from "zod/mini";
import { cityCode, id, page, pageQuery, reason } from "./fields";
import { endpoint } from "./http";
import { idCardField } from "./id-card";
import { memberNoField } from "./member-no";
import { consentRecord, memberStatus, memberView, personNameField } from "./members";
import { phoneField } from "./phone";
import { plateField } from "./plates";

/*
 * What the club's staff do with members.
 */

const STAFF = "会员管理";
const readers = ["provinceAdmin", "cityAdmin", "auditor", "counterClerk"] as const;
const correctors = ["provinceAdmin", "cityAdmin"] as const;
const params = z.object({ memberId: id });

export const searchMembers = endpoint({
  name: "searchMembers",
  method: "POST",
  path: "/members/search",
  auth: readers,
  summary: "按手机号、会员号、完整姓名或车牌（车库里的、兑换券绑定的）查找会员；条件不写进网址",
  tag: STAFF,
  body: z
    .object({
      phone: z.optional(phoneField),
      memberNo: z.optional(memberNoField),
      name: z.optional(personNameField),
      plate: z.optional(plateField),
      ...pageQuery,
    })
    .check(
      z.refine(
        ({ phone, memberNo, name, plate }) =>
          [phone, memberNo, name, plate].filter((value) => value !== undefined).length === 1,
        "请填写手机号、会员号、姓名、车牌中的一项",
      ),
    ),
  response: page(memberView),
  errors: [],
  rateLimit: { limit: 120, windowSeconds: 60, by: "actor" },
});

export const listMembers = endpoint({
  name: "listMembers",
  method: "GET",
  path: "/members",
  auth: readers,
  summary: "会员列表（脱敏），新注册的在前；城市人员只看本市",
  tag: STAFF,
  query: z.object({
    ...pageQuery,
    cityCode: z.optional(cityCode),
    status: z.optional(memberStatus),
  }),
  response: page(memberView),
  errors: [],
});

export const getMember = endpoint({
  name: "getMember",
  method: "GET",
  path: "/members/:memberId",
  auth: readers,
  summary: "一位会员的资料（脱敏）、同意记录和注册渠道",
  tag: STAFF,
  params,
  response: z.object({
    member: memberView,
    consents: z.array(consentRecord),
    /** The scene of the poster or the channel through which the member came; null = through none. */
    channelScene: z.nullable(z.string()),
  }),
  errors: ["members.not-found"],
});

export const correctMember = endpoint({
  name: "correctMember",
  method: "PATCH",
  path: "/members/:memberId",
  auth: correctors,
  summary: "更正姓名、身份证号或手机号；手机号填 null 表示收回号码（换号、二次放号）",
  tag: STAFF,
  params,
  body: z.object({
    name: z.optional(personNameField),
    idCard: z.optional(idCardField),
    phone: z.optional(z.nullable(phoneField)),
    reason,
  }),
  response: memberView,
  errors: [
    "members.not-found",
    "members.nothing-to-correct",
    "members.under-age",
    "members.phone-taken",
    "members.id-card-held",
    "members.field-empty",
  ],
});

export const revealMemberField = endpoint({
  name: "revealMemberField",
  method: "POST",
  path: "/members/:memberId/reveal",
  auth: correctors,
  summary: "查看一项明文资料，须填原因，留有审计记录",
  tag: STAFF,
  params,
  body: z.object({ field: z.enum(["name", "phone", "idCard"], "请选择要查看的一项"), reason }),
  response: z.object({ field: z.enum(["name", "phone", "idCard"]), value: z.string() }),
  errors: ["members.not-found", "members.field-empty"],
  rateLimit: { limit: 100, windowSeconds: 3600, by: "actor" },
});

export const memberAdminEndpoints = { searchMembers, listMembers, getMember, correctMember, revealMemberField };
