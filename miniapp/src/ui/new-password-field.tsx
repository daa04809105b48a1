import { Field } from "./field";

type Checked = { success: boolean; error?: { issues: readonly { message: string }[] } };
type NewPasswordFieldProps = {
  /** The contract's rule for it. */
  rule: { safeParse: (value: string) => Checked };
  maxLength: number;
  value: string;
  onChange: (value: string) => void;
};

/** Where a new password is typed; says what is wrong with it as soon as there is something. */
export function NewPasswordField({ rule, maxLength, value, onChange }: NewPasswordFieldProps) {
  return (
    <Field
      label="新密码"
      type="password"
      maxLength={maxLength}
      value={value}
      hint="至少 8 位，同时含有字母和数字"
      error={value === "" ? undefined : rule.safeParse(value).error?.issues[0]?.message}
      onChange={onChange}
    />
  );
}
