export default definePageConfig({ navigationBarTitleText: "我的积分订单" });
