import type { OutputOf } from "@club/shared/http";
import type { previewReminderTemplate } from "@club/shared/reminders-admin";
import { Alert, Typography } from "antd";
import { Facts } from "../../kit/Page";
import { StateTag } from "../../kit/values";

type Preview = OutputOf<typeof previewReminderTemplate>;

/** What members read: the inbox message, and the fields of WeChat and SMS. */
export function TemplatePreview({ preview: { title, body, wechat, sms, problems } }: { preview: Preview }) {
  return (
    <>
      {problems.map((problem) => (
        <Alert key={problem} type="error" showIcon title={problem} style={{ marginBottom: 8 }} />
      ))}
      <Typography.Title level={3} style={{ marginTop: 0, fontSize: 17 }}>
        {title}
      </Typography.Title>
      <p style={{ margin: "0 0 16px", overflowWrap: "anywhere" }}>{body}</p>
      <Fields title="微信订阅消息" none="这类提醒不发微信订阅消息。" rows={wechat} />
      <Fields title="短信参数" none="这类提醒不发短信。" rows={sms.map((row) => ({ ...row, isCut: false }))} />
    </>
  );
}

type FieldsProps = { title: string; none: string; rows: Preview["wechat"] };

function Fields({ title, none, rows }: FieldsProps) {
  return (
    <>
      <h3 style={{ fontSize: 14, margin: "8px 0" }}>{title}</h3>
      {rows.length === 0 ? <p className="figure-note">{none}</p> : null}
      <Facts
        columns={1}
        items={rows.map(({ key, value, isCut }) => ({
          label: key,
          value: (
            <span className="row">
              {value || "（空）"}
              {isCut ? <StateTag text="超过微信的长度，会这样截短" tone="waiting" /> : null}
            </span>
          ),
        }))}
      />
    </>
  );
}
