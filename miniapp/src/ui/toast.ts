import Taro from "@tarojs/taro";

const nothing = (): undefined => undefined;

/** One short sentence that goes away by itself. */
export function toast(text: string): void {
  Taro.showToast({ title: text, icon: "none", duration: 2500 }).catch(nothing);
}

type Question = { title: string; content: string; confirmText: string; cancelText?: string; danger?: boolean };

/** Asks before something that matters; the button says what will happen (at most four characters in WeChat). */
export async function confirm({
  title,
  content,
  confirmText,
  cancelText = "取消",
  danger,
}: Question): Promise<boolean> {
  const color = danger ? "#b3261e" : "#0b7a75";
  const answer = await Taro.showModal({ title, content, confirmText, cancelText, confirmColor: color }).catch(nothing);
  return answer?.confirm ?? false;
}
