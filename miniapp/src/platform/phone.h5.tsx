import { isPhone, normalizePhone } from "@club/shared/phone";
import { useState } from "react";
import { askPreview } from "../preview/preview-api";
import { previewPhone } from "../preview/preview-user";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Notice } from "../ui/notice";
import { Sheet } from "../ui/sheet";
import { toast } from "../ui/toast";
import type { PhoneButtonProps } from "./phone";

/** In the browser preview: asks which number WeChat would give, and gets its code from the server's stand-in. */
export function PhoneButton({ children, onCode, onRefused, busy = false, disabled = false }: PhoneButtonProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [phone, setPhone] = useState(previewPhone);
  const refuse = () => {
    setIsOpen(false);
    onRefused?.();
  };
  const give = () => {
    setIsOpen(false);
    askPreview<{ code: string }>("/demo/phone-code", { phone: normalizePhone(phone) }).then(
      ({ code }) => onCode(code),
      () => toast("演示环境没有取到手机号，请改用短信验证码"),
    );
  };
  return (
    <>
      <Button busy={busy} disabled={disabled} onClick={() => setIsOpen(true)}>
        {children}
      </Button>
      <Sheet
        open={isOpen}
        title="微信绑定的手机号"
        onClose={refuse}
        footer={
          <Button disabled={!isPhone(normalizePhone(phone))} onClick={give}>
            允许
          </Button>
        }
      >
        <Notice tone="warn">演示环境：在微信里，这里由微信询问您是否提供手机号。</Notice>
        <Field label="手机号" type="number" maxLength={11} value={phone} onChange={setPhone} />
      </Sheet>
    </>
  );
}
