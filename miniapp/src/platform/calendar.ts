import Taro from "@tarojs/taro";
import { toast } from "../ui/toast";

/** WeChat opens no calendar files: the link goes to the clipboard, for the phone's browser. `path` is under the server's address. */
export function giveCalendar(path: string): void {
  Taro.setClipboardData({ data: `${API_BASE}${path}` }).then(
    () => toast("链接已复制，请在手机浏览器打开"),
    () => toast("没有复制成功，请再试一次"),
  );
}
