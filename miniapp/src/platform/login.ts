import Taro from "@tarojs/taro";

/** A fresh code of WeChat's silent login; works once, for five minutes. @throws Error when WeChat gives none */
export async function loginCode(): Promise<string> {
  const { code } = await Taro.login();
  return code;
}
