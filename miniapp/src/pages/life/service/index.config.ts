export default definePageConfig({ navigationBarTitleText: "服务和门店" });
