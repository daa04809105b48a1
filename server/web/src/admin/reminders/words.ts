import {
  REMINDER_CHANNEL_NAMES,
  REMINDER_CHANNELS,
  type ReminderChannel,
  type ReminderState,
} from "@club/shared/reminders";
import type { ReminderTemplateView } from "@club/shared/reminders-admin";
import type { Tone } from "../../kit/values";

export const STATE_TONES: Record<ReminderState, Tone> = {
  queued: "waiting",
  sending: "going",
  sent: "done",
  refused: "quiet",
  failed: "danger",
  unknown: "waiting",
  cancelled: "quiet",
};

export const CHANNEL_CHOICES = REMINDER_CHANNELS.map((value) => ({ value, label: REMINDER_CHANNEL_NAMES[value] }));

type Text = Pick<ReminderTemplateView, "wechatTemplateId" | "smsTemplate" | "isSmsReady">;

/** Ways a kind's text goes out; an SMS template that the server does not have is named as missing. */
export function channelTexts({
  wechatTemplateId,
  smsTemplate,
  isSmsReady,
}: Text): { name: ReminderChannel; text: string; isReady: boolean }[] {
  return [
    { name: "inbox", text: "站内消息", isReady: true },
    ...(wechatTemplateId === null ? [] : [{ name: "wechat" as const, text: "微信", isReady: true }]),
    ...(smsTemplate === null
      ? []
      : [{ name: "sms" as const, text: isSmsReady ? "短信" : "短信（服务器未配置模板）", isReady: isSmsReady }]),
  ];
}

/** "初始内容" until somebody has changed it. */
export function versionText(version: number): string {
  return version === 0 ? "随系统提供" : `第 ${version} 次修改`;
}
