import { PlusOutlined } from "@ant-design/icons";
import type { ReminderTemplateView } from "@club/shared/reminders-admin";
import { Button, Form, type FormRule, Input } from "antd";
import { doubledKeys, unknownPlaceholders } from "./template-form";

type Placeholders = ReminderTemplateView["placeholders"];

/** The fields of a template; placeholders are offered as buttons that add them to the body. */
export function TemplateFields({
  template: { placeholders, isSmsReady, smsTemplate },
}: {
  template: ReminderTemplateView;
}) {
  const known = knownRule(placeholders);
  return (
    <>
      <Form.Item name="title" label="标题" rules={[needed("标题"), known]}>
        <Input maxLength={40} showCount />
      </Form.Item>
      <Form.Item name="body" label="正文" rules={[needed("正文"), known]} style={{ marginBottom: 8 }}>
        <Input.TextArea rows={4} maxLength={300} showCount />
      </Form.Item>
      <PlaceholderButtons placeholders={placeholders} />
      <Form.Item
        name="wechatTemplateId"
        label="订阅消息模板编号（不填表示不发微信）"
        extra="在微信公众平台「订阅消息 → 我的模板」里复制"
      >
        <Input maxLength={64} allowClear />
      </Form.Item>
      <Pairs name="wechatFields" title="订阅消息字段" keyHint="thing1" known={known} />
      <Form.Item
        name="smsTemplate"
        label="短信模板名（不填表示不发短信）"
        {...(smsTemplate !== null && !isSmsReady && { extra: "服务器还没有配置这个短信模板，暂时不会发短信" })}
      >
        <Input maxLength={40} allowClear />
      </Form.Item>
      <Pairs name="smsParams" title="短信参数" keyHint="item" known={known} />
    </>
  );
}

function needed(label: string): FormRule {
  return { required: true, whitespace: true, message: `请填写${label}` };
}

/** The server refuses placeholders it does not know; the field says so first. */
function knownRule(placeholders: Placeholders): FormRule {
  return {
    validator: async (_rule, value?: string) => {
      const unknown = unknownPlaceholders(value ?? "", placeholders);
      if (unknown.length > 0) throw new Error(`不认识的占位符：${unknown.map((name) => `{${name}}`).join("、")}`);
    },
  };
}

function PlaceholderButtons({ placeholders }: { placeholders: Placeholders }) {
  const form = Form.useFormInstance();
  if (placeholders.length === 0) return <p className="figure-note">这类提醒没有占位符，文字原样发出。</p>;
  const add = (name: string) => {
    const body: unknown = form.getFieldValue("body");
    form.setFieldValue("body", `${typeof body === "string" ? body : ""}{${name}}`);
  };
  return (
    <div className="row" style={{ gap: 8, marginBottom: 24 }}>
      <span className="figure-note">占位符，点一下加到正文末尾：</span>
      {placeholders.map(({ name, meaning, example }) => (
        <Button key={name} size="small" title={`${meaning}，例如 ${example || "空"}`} onClick={() => add(name)}>
          {`{${name}}`}
        </Button>
      ))}
    </div>
  );
}

type PairsProps = { name: "wechatFields" | "smsParams"; title: string; keyHint: string; known: FormRule };

/** Rows of a field's name and its text. */
function Pairs({ name, title, keyHint, known }: PairsProps) {
  return (
    <Form.Item label={title} style={{ marginBottom: 16 }}>
      <Form.List name={name} rules={[{ validator: checkDoubles }]}>
        {(fields, { add, remove }, { errors }) => (
          <>
            {fields.map(({ key, name: row }, index) => (
              <div className="row" key={key} style={{ alignItems: "flex-start", flexWrap: "nowrap" }}>
                <Form.Item
                  name={[row, "key"]}
                  rules={[needed("字段名"), KEY_RULE]}
                  style={{ width: 136, marginBottom: 8 }}
                >
                  <Input placeholder={keyHint} maxLength={40} aria-label={`${title}第 ${index + 1} 行的字段名`} />
                </Form.Item>
                <Form.Item name={[row, "text"]} rules={[needed("内容"), known]} style={{ flex: 1, marginBottom: 8 }}>
                  <Input placeholder="{到期日}" maxLength={100} aria-label={`${title}第 ${index + 1} 行的内容`} />
                </Form.Item>
                <Button type="text" onClick={() => remove(row)} aria-label={`删除${title}第 ${index + 1} 行`}>
                  删除
                </Button>
              </div>
            ))}
            <Form.ErrorList errors={errors} />
            <Button icon={<PlusOutlined />} onClick={() => add({ key: "", text: "" })}>
              {`添加${title}`}
            </Button>
          </>
        )}
      </Form.List>
    </Form.Item>
  );
}

const KEY_RULE: FormRule = { pattern: /^[a-zA-Z][A-Za-z0-9_]{0,39}$/, message: "字段名只能由字母和数字组成" };

async function checkDoubles(_rule: unknown, rows?: { key?: string }[]): Promise<void> {
  const doubled = doubledKeys(rows ?? []);
  if (doubled.length > 0) throw new Error(`字段名重复：${doubled.join("、")}`);
}
