export default definePageConfig({ navigationBarTitleText: "车主秘书" });
