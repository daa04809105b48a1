import Taro from "@tarojs/taro";

const nothing = (): undefined => undefined;

/** Full brightness and no sleep while a code is shown; call the result to have it as it was. Phones that refuse go on. */
export async function brighten(): Promise<() => void> {
  const before = await Taro.getScreenBrightness().then(({ value }) => value, nothing);
  Taro.setScreenBrightness({ value: 1 }).catch(nothing);
  Taro.setKeepScreenOn({ keepScreenOn: true }).catch(nothing);
  return () => {
    if (before !== undefined) Taro.setScreenBrightness({ value: before }).catch(nothing);
    Taro.setKeepScreenOn({ keepScreenOn: false }).catch(nothing);
  };
}
