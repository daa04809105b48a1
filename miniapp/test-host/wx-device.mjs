import { readFileSync } from "node:fs";

const WINDOW = {
  pixelRatio: 2,
  screenWidth: 375,
  screenHeight: 667,
  windowWidth: 375,
  windowHeight: 603,
  statusBarHeight: 20,
  safeArea: { left: 0, right: 375, top: 20, bottom: 667, width: 375, height: 647 },
  screenTop: 64,
};
const APP = {
  SDKVersion: "3.5.0",
  version: "8.0.50",
  language: "zh_CN",
  theme: "light",
  fontSizeSetting: 17,
  host: { env: "WeChat" },
};
const DEVICE = {
  brand: "devtools",
  model: "iPhone 12",
  platform: "ios",
  system: "iOS 15.4",
  benchmarkLevel: 1,
  abi: "arm64",
};
const PICTURE = "wxfile://tmp/photo.jpg";

/**
 * The parts of a phone: screen, place, camera, dialogs. `phone` holds what a test decides: `user` (who is signed in to WeChat),
 * `subscribeAnswer` (to every template that WeChat asks about), `scans` (what the camera reads next), `modals` (answers: "confirm" unless told), `position` (null = refused), `photoFile`.
 */
export function deviceApis(phone) {
  const quiet = () => ({});
  const listeners = Object.fromEntries(
    [
      "onNetworkStatusChange offNetworkStatusChange onThemeChange offThemeChange onMemoryWarning offMemoryWarning",
      "onKeyboardHeightChange offKeyboardHeightChange onUserCaptureScreen offUserCaptureScreen onWindowResize offWindowResize",
      "onAppShow offAppShow onAppHide offAppHide onError offError onUnhandledRejection offUnhandledRejection",
      "onPageNotFound offPageNotFound onNeedPrivacyAuthorization",
    ]
      .join(" ")
      .split(" ")
      .map((name) => [name, () => undefined]),
  );
  return {
    ...listeners,
    canIUse: () => true,
    nextTick: (work) => setTimeout(work, 0),
    getSystemInfoSync: () => ({ ...WINDOW, ...APP, ...DEVICE }),
    getSystemInfo: () => ({ ...WINDOW, ...APP, ...DEVICE }),
    getWindowInfo: () => WINDOW,
    getAppBaseInfo: () => APP,
    getDeviceInfo: () => DEVICE,
    getAccountInfoSync: () => ({ miniProgram: { appId: "wx-test", envVersion: "develop", version: "" } }),
    getMenuButtonBoundingClientRect: () => ({ width: 87, height: 32, left: 278, top: 24, right: 365, bottom: 56 }),
    getLaunchOptionsSync: () => phone.launch,
    getEnterOptionsSync: () => phone.launch,
    getUpdateManager: () => ({
      onCheckForUpdate: quiet,
      onUpdateReady: quiet,
      onUpdateFailed: quiet,
      applyUpdate: quiet,
    }),
    getNetworkType: () => ({ networkType: phone.isOffline ? "none" : "wifi" }),
    login: () => ({ code: `login:${phone.user}:${Date.now()}:${nonce()}` }),
    checkSession: quiet,
    getSetting: () => ({ authSetting: {}, subscriptionsSetting: {} }),
    openSetting: () => ({ authSetting: {} }),
    getPrivacySetting: () => ({ needAuthorization: false, privacyContractName: "《用户隐私保护指引》" }),
    openPrivacyContract: quiet,
    requirePrivacyAuthorize: quiet,
    requestSubscribeMessage: ({ tmplIds }) => {
      if (tmplIds.length === 0 || tmplIds.length > 3) throw new Error("requestSubscribeMessage:fail TmplIds count");
      phone.subscribed.push(...tmplIds);
      return Object.fromEntries(tmplIds.map((id) => [id, phone.subscribeAnswer]));
    },
    getLocation: () => {
      if (!phone.position) throw new Error("getLocation:fail auth deny");
      return { ...phone.position, accuracy: 30 };
    },
    scanCode: () => {
      const result = phone.scans.shift();
      if (result === undefined) throw new Error("scanCode:fail cancel");
      return { result, scanType: "QR_CODE", charSet: "utf-8" };
    },
    chooseMedia: () => {
      if (!phone.photoFile) throw new Error("chooseMedia:fail cancel");
      return {
        type: "image",
        tempFiles: [{ tempFilePath: PICTURE, size: readFileSync(phone.photoFile).length, fileType: "image" }],
      };
    },
    compressImage: () => ({ tempFilePath: PICTURE }),
    getFileSystemManager: () => ({
      readFile: ({ filePath, success, fail }) =>
        filePath === PICTURE
          ? success({ data: bytesOf(phone.photoFile) })
          : fail({ errMsg: "readFile:fail no such file" }),
      readFileSync: () => bytesOf(phone.photoFile),
    }),
    getScreenBrightness: () => ({ value: phone.brightness }),
    setScreenBrightness: ({ value }) => {
      phone.brightness = value;
      return {};
    },
    setKeepScreenOn: ({ keepScreenOn }) => {
      phone.isScreenKeptOn = keepScreenOn;
      return {};
    },
    setVisualEffectOnCapture: quiet,
    vibrateShort: quiet,
    setClipboardData: ({ data }) => {
      phone.clipboard = data;
      return {};
    },
    hideKeyboard: quiet,
    makePhoneCall: quiet,
    openLocation: quiet,
    showToast: ({ title }) => {
      phone.toasts.push(title);
      return {};
    },
    hideToast: quiet,
    showLoading: quiet,
    hideLoading: quiet,
    showModal: ({ title, content }) => {
      phone.dialogs.push({ title, content });
      const isConfirmed = (phone.modals.shift() ?? "confirm") === "confirm";
      return { confirm: isConfirmed, cancel: !isConfirmed };
    },
    showActionSheet: () => ({ tapIndex: phone.actionIndex }),
    setNavigationBarTitle: ({ title }) => {
      phone.title = title;
      return {};
    },
    setNavigationBarColor: quiet,
    setBackgroundColor: quiet,
    setTabBarStyle: quiet,
    setTabBarBadge: quiet,
    removeTabBarBadge: quiet,
    showShareMenu: quiet,
    hideShareMenu: quiet,
    pageScrollTo: quiet,
    startPullDownRefresh: quiet,
    stopPullDownRefresh: quiet,
  };
}

export function nonce() {
  return Math.random().toString(36).slice(2, 12).padEnd(4, "0");
}

function bytesOf(file) {
  const bytes = readFileSync(file);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
}
