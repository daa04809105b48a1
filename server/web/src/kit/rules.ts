import type { FormRule } from "antd";
import type * as z from "zod/mini";

/** A form rule that is the contract's own: the same sentence as the server would answer. Empty fields are another rule's. */
export function contractRule(schema: z.ZodMiniType): FormRule {
  return {
    validator: async (_rule, value: unknown) => {
      if (value === undefined || value === null || value === "") return;
      const parsed = schema.safeParse(value);
      if (!parsed.success) throw new Error(parsed.error.issues[0]?.message ?? "填写的内容有误");
    },
  };
}

/** The repeated password is the same as the first. */
export function sameAs(field: string): FormRule {
  return ({ getFieldValue }) => ({
    validator: async (_rule, value: unknown) => {
      if (value && value !== getFieldValue(field)) throw new Error("两次输入的密码不一样");
    },
  });
}
