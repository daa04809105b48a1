export default definePageConfig({ navigationBarTitleText: "车主俱乐部" });
