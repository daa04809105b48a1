import { useState } from "react";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Notice } from "../ui/notice";
import { Sheet } from "../ui/sheet";
import type { Scanner } from "./scan";

/** In the browser preview there is no camera to rely on: what the code holds is typed or pasted. */
export function useScan(onText: (text: string) => void): Scanner {
  const [isOpen, setIsOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const give = () => {
    setIsOpen(false);
    onText(typed.trim());
    setTyped("");
  };
  const sheet = (
    <Sheet
      open={isOpen}
      title="扫码"
      onClose={() => setIsOpen(false)}
      footer={
        <Button disabled={typed.trim() === ""} onClick={give}>
          识别
        </Button>
      }
    >
      <Notice tone="warn">演示环境：在微信里，这里会打开相机。请粘贴或输入车主页面上的兑换码。</Notice>
      <Field label="兑换码" value={typed} maxLength={400} focus onChange={setTyped} onConfirm={give} />
    </Sheet>
  );
  return { start: () => setIsOpen(true), sheet };
}
