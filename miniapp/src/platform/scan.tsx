import Taro from "@tarojs/taro";
import type { ReactNode } from "react";
import { toast } from "../ui/toast";

export type Scanner = {
  /** Opens the camera. Call it from a tap. */
  start: () => void;
  /** Render it once on the page; empty in WeChat. */
  sheet: ReactNode;
};

/** Reads a QR code with the camera only (an album picture could be anybody's). Cancelling is no event. */
export function useScan(onText: (text: string) => void): Scanner {
  const start = () => {
    Taro.scanCode({ onlyFromCamera: true, scanType: ["qrCode"] }).then(
      ({ result }) => onText(result),
      (error: { errMsg?: string }) => {
        if (!error.errMsg?.includes("cancel")) toast("没有打开相机，请检查相机权限，或手动输入兑换码");
      },
    );
  };
  return { start, sheet: null };
}
