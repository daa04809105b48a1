import { Form, Input } from "antd";
import type * as z from "zod/mini";
import { contractRule, sameAs } from "./rules";

type Props = {
  /** The form's field of the new password; the repeated one is "again". */
  name: string;
  /** The contract's rule for it. */
  schema: z.ZodMiniType;
  /** What the rule asks for, said before it is broken. */
  minLength: number;
  size?: "large" | "middle";
  autoFocus?: boolean;
};

/** A new password, typed twice. */
export function NewPasswordFields({ name, schema, minLength, size = "middle", autoFocus = false }: Props) {
  const field = { size, autoComplete: "new-password", maxLength: MOST_TYPED } as const;
  return (
    <>
      <Form.Item
        name={name}
        label="新密码"
        extra={`至少 ${minLength} 位，同时含有字母和数字`}
        rules={[{ required: true, message: "请设置密码" }, contractRule(schema)]}
      >
        <Input.Password {...field} autoFocus={autoFocus} />
      </Form.Item>
      <Form.Item
        name="again"
        label="再输入一次"
        dependencies={[name]}
        rules={[{ required: true, message: "请再输入一次新密码" }, sameAs(name)]}
      >
        <Input.Password {...field} />
      </Form.Item>
    </>
  );
}

/** Beyond what the contract takes, so that a password that is too long is refused with a sentence and not cut. */
const MOST_TYPED = 128;
