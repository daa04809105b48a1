import * as z from "zod/mini";
import { parseOptions, toFieldErrors } from "./zod-messages";

function messageOf(schema: z.ZodMiniType, value: unknown): string | undefined {
  const result = z.safeParse(schema, value, parseOptions);
  return result.success ? undefined : result.error.issues[0]?.message;
}

test.each<[string, z.ZodMiniType, unknown, string]>([
  ["a missing text", z.string(), undefined, "请填写这一项"],
  ["null", z.number(), null, "请填写这一项"],
  ["a number for a text", z.string(), 5, "这一项应为文字"],
  ["a text for a number", z.number(), "5", "这一项应为数字"],
  ["a fraction for a whole number", z.int(), 1.5, "这一项应为整数"],
  ["a text for a list", z.array(z.string()), "x", "这一项应为列表"],
  ["a list for an object", z.object({}), [], "这一项应为一组内容"],
  ["a text for a yes or no", z.boolean(), "x", "这一项应为“是”或“否”"],
  ["an empty text", z.string().check(z.minLength(1)), "", "请填写这一项"],
  ["a short text", z.string().check(z.minLength(3)), "ab", "至少 3 个字"],
  ["a long text", z.string().check(z.maxLength(2)), "abc", "最多 2 个字"],
  ["a text of another length", z.string().check(z.length(2)), "abc", "应为 2 个字"],
  ["too few items", z.array(z.string()).check(z.minLength(2)), ["a"], "至少 2 项"],
  ["too small a number", z.number().check(z.gte(3)), 2, "不能小于 3"],
  ["a number at an open bound", z.number().check(z.gt(3)), 3, "应大于 3"],
  ["too big a number", z.number().check(z.lte(3)), 4, "不能大于 3"],
  ["a number that is no multiple", z.number().check(z.multipleOf(5)), 4, "应为 5 的整数倍"],
  ["something not offered", z.enum(["a", "b"]), "c", "请从给出的选项中选择"],
  ["a bad mail address", z.email(), "x", "邮箱格式不正确，请检查后重新填写"],
  ["a bad format", z.string().check(z.regex(/^a$/)), "b", "内容格式不正确，请检查后重新填写"],
  ["an unknown key", z.strictObject({}), { x: 1 }, "含有无法识别的内容：x"],
  ["no branch of a union", z.union([z.string(), z.number()]), true, "内容的形式不正确，请检查后重新填写"],
  ["a refinement without words", z.string().check(z.refine(() => false)), "x", "内容不正确，请检查后重新填写"],
])("%s is told in Chinese", (_title, schema, value, expected) => {
  expect(messageOf(schema, value)).toBe(expected);
});

test("a message of the schema itself comes first", () => {
  expect(messageOf(z.string("请填写姓名"), undefined)).toBe("请填写姓名");
});

test("field errors name the place inside lists and objects, twenty at most", () => {
  const schema = z.object({ items: z.array(z.object({ quantity: z.int() })) });
  const items = Array.from({ length: 30 }, () => ({ quantity: "x" }));
  const result = z.safeParse(schema, { items }, parseOptions);
  const errors = toFieldErrors(result.error?.issues ?? []);
  expect(errors).toHaveLength(20);
  expect(errors[3]).toEqual({ path: "items.3.quantity", message: "这一项应为数字" });
});
