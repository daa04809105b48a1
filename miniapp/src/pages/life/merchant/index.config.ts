export default definePageConfig({ navigationBarTitleText: "商户主页" });
