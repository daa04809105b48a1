import Taro from "@tarojs/taro";

/** Offers a new version of the mini-program as soon as WeChat has it. Call once at launch. */
export function watchUpdates(): void {
  if (!Taro.canIUse("getUpdateManager")) return;
  const manager = Taro.getUpdateManager();
  manager.onUpdateReady(() => {
    Taro.showModal({
      title: "有新版本",
      content: "新版本已经准备好，重启小程序即可使用，您的数据不受影响。",
      confirmText: "现在重启",
      cancelText: "稍后",
    }).then(
      ({ confirm }) => confirm && manager.applyUpdate(),
      () => undefined,
    );
  });
}
