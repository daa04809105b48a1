import { useDidHide, useDidShow } from "@tarojs/taro";
import { useState } from "react";

/** Whether the page is in sight: no other page lies on it and the program is in front. */
export function useIsSeen(): boolean {
  const [isSeen, setIsSeen] = useState(true);
  useDidShow(() => setIsSeen(true));
  useDidHide(() => setIsSeen(false));
  return isSeen;
}
