export default defineAppConfig({
  pages: ["pages/home/index"],
  window: {
    navigationBarTitleText: "车主俱乐部",
    navigationBarBackgroundColor: "#F6F7F9",
    navigationBarTextStyle: "black",
    backgroundColor: "#F6F7F9",
  },
  lazyCodeLoading: "requiredComponents",
  __usePrivacyCheck__: true,
});
