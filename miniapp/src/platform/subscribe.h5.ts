import { confirm } from "../ui/toast";
import type { SubscribeAnswers } from "./subscribe";

/** The browser preview asks in WeChat's place; one answer for all templates. */
export async function askToSubscribe(templateIds: readonly string[]): Promise<SubscribeAnswers | null> {
  const isAccepted = await confirm({
    title: "车主俱乐部 申请发送消息",
    content: `演示环境：在微信里，这里会请您同意接收 ${templateIds.length} 类提醒，每同意一次可以收到一条。`,
    confirmText: "允许",
  });
  return Object.fromEntries(templateIds.map((id) => [id, isAccepted ? "accept" : "reject"]));
}
