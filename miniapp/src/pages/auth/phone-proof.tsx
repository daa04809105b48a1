import { requestSmsCode } from "@club/shared/auth";
import { isPhone, normalizePhone } from "@club/shared/phone";
import { useState } from "react";
import { call } from "../../lib/request";
import { Field } from "../../ui/field";
import { SmsCodeField } from "../../ui/sms-code-field";

export type PhoneProof = {
  typed: string;
  setTyped: (typed: string) => void;
  /** Normal form of what was typed; may be no phone number yet. */
  phone: string;
  code: string;
  setCode: (code: string) => void;
  /** Both are whole and can be sent. */
  isWhole: boolean;
};

/** A phone number and the code sent to it, as they are typed. */
export function usePhoneProof(firstPhone = ""): PhoneProof {
  const [typed, setTyped] = useState(firstPhone);
  const [code, setCode] = useState("");
  const phone = normalizePhone(typed);
  return { typed, setTyped, phone, code, setCode, isWhole: isPhone(phone) && code.length === 6 };
}

/** Where a phone number is typed; says so when eleven digits are none. */
export function PhoneField({ typed, setTyped }: Pick<PhoneProof, "typed" | "setTyped">) {
  const isWrong = typed.length === 11 && !isPhone(normalizePhone(typed));
  return (
    <Field
      label="手机号"
      type="number"
      maxLength={11}
      value={typed}
      placeholder="11 位手机号"
      error={isWrong ? "手机号应为 11 位数字，请检查" : undefined}
      onChange={setTyped}
    />
  );
}

/** The two fields of a proof by SMS. */
export function PhoneProofFields({ typed, setTyped, phone, code, setCode }: PhoneProof) {
  return (
    <>
      <PhoneField typed={typed} setTyped={setTyped} />
      <SmsCodeField
        phone={isPhone(phone) ? phone : null}
        send={() => call(requestSmsCode, { phone })}
        value={code}
        onChange={setCode}
      />
    </>
  );
}
