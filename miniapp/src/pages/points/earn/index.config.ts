export default definePageConfig({ navigationBarTitleText: "怎样赚积分" });
