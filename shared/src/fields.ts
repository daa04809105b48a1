import * as z from "zod/mini";

/** Control characters and bidirectional overrides never belong in what people type. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the purpose
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/;
/** Half of a surrogate pair. Written without lookbehind, which older WeChat engines cannot even parse. */
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?:^|[^\ud800-\udbff])[\udc00-\udfff]/;

/** Trimmed text of `min`..`max` characters without control characters. `label` is the 中文 name used in messages. */
export function text(label: string, max: number, min = 1) {
  return z.string(`请填写${label}`).check(
    z.trim(),
    z.minLength(min, min === 1 ? `请填写${label}` : `${label}至少${min}个字`),
    z.maxLength(max, `${label}最多${max}个字`),
    z.refine((value) => !CONTROL.test(value) && !LONE_SURROGATE.test(value), `${label}含有无法识别的字符`),
  );
}

/** Our identifiers: 22 to 64 characters of base64url and `:._-`. */
export const id = z.string("缺少编号").check(z.regex(/^[A-Za-z0-9_.:-]{1,80}$/, "编号不正确"));
/** A day in Shanghai, YYYY-MM-DD. */
export const day = z.string("请选择日期").check(
  z.regex(/^20\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, "日期格式应为 2026-01-31"),
  z.refine((value) => isRealDay(value), "没有这一天，请重新选择"),
);
/** A calendar month, YYYY-MM. */
export const month = z.string("请选择月份").check(z.regex(/^20\d{2}-(0[1-9]|1[0-2])$/, "月份格式应为 2026-01"));
/** An instant on the wire: ISO-8601 in UTC with milliseconds. */
export const instant = z.string("缺少时间").check(
  z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/, "时间格式不正确"),
  z.refine((value) => !Number.isNaN(Date.parse(value)), "没有这个时间，请重新选择"),
);
/** Money in fen, 0 to 100 million yuan. */
export const fen = z.int("金额应为整数（分）").check(z.gte(0, "金额不能小于 0"), z.lte(10_000_000_000, "金额太大"));
/** A sum of amounts: as large as its parts make it. A limit here would make an answer that is right unreadable. */
export const totalOfFen = z.int("金额应为整数（分）").check(z.gte(0, "金额不能小于 0"));
/** Money in fen that may be negative (totals, corrections); what people type is held to a limit of its own. */
export const signedFen = z.int("金额应为整数（分）");
/** A share in basis points: 10000 = 100 %. */
export const bps = z.int("比例应为整数").check(z.gte(0, "比例不能小于 0"), z.lte(10_000, "比例不能超过 100%"));
/** A whole count. */
export function count(label: string, max: number, min = 0) {
  return z.int(`${label}应为整数`).check(z.gte(min, `${label}不能小于 ${min}`), z.lte(max, `${label}不能大于 ${max}`));
}
/** A six-digit region code of a Shandong city, e.g. 370100; "370000" is the province. */
export const cityCode = z.string("请选择城市").check(z.regex(/^37\d{2}00$/, "请选择山东省内的城市"));
/** A reason that staff must give; kept in the audit log. */
export const reason = text("原因", 200, 2);

/** Query of every list: cursor paging, 1..100 rows, 20 unless told. Query values arrive as strings. */
export const pageQuery = {
  cursor: z.optional(z.string().check(z.maxLength(400, "翻页标识不正确"))),
  limit: z.prefault(
    z.pipe(
      z.pipe(
        z.union([z.string(), z.number()]),
        z.transform((value) => Number(value)),
      ),
      z.int("每页条数应为整数").check(z.gte(1, "每页至少 1 条"), z.lte(100, "每页最多 100 条")),
    ),
    20,
  ),
};
/** Page of a list. `nextCursor` is null on the last page. */
export function page<T extends z.ZodMiniType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.nullable(z.string()) });
}
/** A yes/no that may come from a query string. */
export const queryFlag = z.pipe(
  z.union([z.boolean(), z.enum(["true", "false"])]),
  z.transform((value) => value === true || value === "true"),
);
/** A whole number in a query string, held to the bounds of `inner`. */
export const integerQuery = (inner: z.ZodMiniType<number, number>) =>
  z.pipe(
    z.union([z.string(), z.number()]),
    z.pipe(
      z.transform((value: string | number) => Number(value)),
      inner,
    ),
  );

function isRealDay(value: string): boolean {
  const parsed = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().slice(0, 10) === value;
}
