import * as z from "zod/mini";
import { instant } from "./fields";
import { endpoint } from "./http";
import { idCardField } from "./id-card";
import { documentDay } from "./vehicle-fields";

/*
 * 驾驶证: one of each member. Its number is the ID number, kept encrypted and only when the member wants to.
 */

/** Classes as printed (公安部令 162 号). */
export const LICENCE_CLASSES = [
  "A1",
  "A2",
  "A3",
  "B1",
  "B2",
  "C1",
  "C2",
  "C3",
  "C4",
  "C5",
  "C6",
  "D",
  "E",
  "F",
  "M",
  "N",
  "P",
] as const;
export type LicenceClass = (typeof LICENCE_CLASSES)[number];

const licenceClass = z.enum(LICENCE_CLASSES, "请选择准驾车型");

export const licenceInput = z.object({
  classes: z.array(licenceClass, "请选择准驾车型").check(
    z.minLength(1, "请至少选择一个准驾车型"),
    z.maxLength(6, "准驾车型最多选 6 个"),
    z.refine((list) => new Set(list).size === list.length, "准驾车型不要重复"),
  ),
  firstIssuedOn: documentDay("初次领证日期"),
  /** Last valid day; null = 长期. */
  validUntilOn: z.nullable(documentDay("有效期截止日")),
  /** The number on the licence (the ID number); left out = what is stored stays, null = none. */
  number: z.optional(z.nullable(idCardField)),
});
export type LicenceInput = z.output<typeof licenceInput>;

export const licenceView = z.object({
  classes: z.array(licenceClass),
  firstIssuedOn: z.string(),
  validUntilOn: z.nullable(z.string()),
  isLongTerm: z.boolean(),
  numberMasked: z.nullable(z.string()),
  /** Of the member's ID card, or else of the number; null when neither was given. The reminders go by the same day. */
  birthdayOn: z.nullable(z.string()),
  updatedAt: instant,
});
export type LicenceView = z.output<typeof licenceView>;

const TAG = "驾驶证";
const MEMBER = ["member"] as const;

export const getMyLicence = endpoint({
  name: "getMyLicence",
  method: "GET",
  path: "/me/licence",
  auth: MEMBER,
  summary: "我的驾驶证；没有填写时为 null",
  tag: TAG,
  response: z.object({ licence: z.nullable(licenceView) }),
  errors: ["members.not-found"],
});

export const putMyLicence = endpoint({
  name: "putMyLicence",
  method: "PUT",
  path: "/me/licence",
  auth: MEMBER,
  summary: "填写或修改驾驶证",
  tag: TAG,
  body: licenceInput,
  response: z.object({ licence: licenceView }),
  errors: ["members.not-found", "licences.date-in-future", "licences.ends-before-issue"],
});

export const removeMyLicence = endpoint({
  name: "removeMyLicence",
  method: "DELETE",
  path: "/me/licence",
  auth: MEMBER,
  summary: "删除驾驶证资料",
  tag: TAG,
  response: "empty",
  errors: [],
});
