import { Button as TaroButton, Text } from "@tarojs/components";
import Taro, { useDidHide, useDidShow } from "@tarojs/taro";
import { useRef, useState } from "react";
import { Button } from "../ui/button";
import buttonStyles from "../ui/button.module.scss";
import { Sheet } from "../ui/sheet";

type Resolve = Parameters<Parameters<typeof Taro.onNeedPrivacyAuthorization>[0]>[0];

/** Asks for the privacy agreement when something that needs it was tapped, never at launch. Page renders it. */
export function PrivacySheet() {
  const [isOpen, setIsOpen] = useState(false);
  const waiting = useRef<Resolve | null>(null);
  const isShown = useRef(true);
  const answer = (event: "agree" | "disagree") => {
    setIsOpen(false);
    waiting.current?.({ event, buttonId: "agree-privacy" });
    waiting.current = null;
  };
  useDidShow(() => {
    isShown.current = true;
    if (!Taro.canIUse("onNeedPrivacyAuthorization")) return;
    Taro.onNeedPrivacyAuthorization((resolve) => {
      if (!isShown.current) return;
      waiting.current = resolve;
      setIsOpen(true);
    });
  });
  useDidHide(() => {
    isShown.current = false;
    if (waiting.current) answer("disagree");
  });
  return (
    <Sheet open={isOpen} title="隐私保护提示" onClose={() => answer("disagree")}>
      <Text>这项功能需要您同意《用户隐私保护指引》。不同意也可以继续浏览，只是不能使用这一项。</Text>
      <Button kind="plain" onClick={() => Taro.openPrivacyContract({})}>
        阅读隐私保护指引
      </Button>
      <TaroButton
        id="agree-privacy"
        className={`${buttonStyles.button} ${buttonStyles.primary}`}
        openType="agreePrivacyAuthorization"
        onAgreePrivacyAuthorization={() => answer("agree")}
      >
        同意并继续
      </TaroButton>
      <Button kind="plain" onClick={() => answer("disagree")}>
        暂不使用
      </Button>
    </Sheet>
  );
}
