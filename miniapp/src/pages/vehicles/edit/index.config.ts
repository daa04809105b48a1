export default definePageConfig({ navigationBarTitleText: "车辆资料" });
