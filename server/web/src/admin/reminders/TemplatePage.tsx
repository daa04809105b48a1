import {
  listReminderTemplates,
  previewReminderTemplate,
  type ReminderTemplateView,
  saveReminderTemplate,
} from "@club/shared/reminders-admin";
import { Alert, App, Button, Col, Form, Row } from "antd";
import { useEffect, useState } from "react";
import { useNavigate, useParams } from "react-router";
import { useAction, useCall } from "../../api/hooks";
import { useMay, whoMay } from "../../app/me";
import { Page, Section } from "../../kit/Page";
import { Reasoned } from "../../kit/Reasoned";
import { EmptyState, Load } from "../../kit/states";
import { TemplateFields } from "./TemplateFields";
import { TemplatePreview } from "./TemplatePreview";
import { changeLines, type TypedTemplate, templateTextOf, typedTemplate } from "./template-form";
import { versionText } from "./words";

const BACK = "/reminders/templates";
const PAUSE_MS = 400;

/** One text: at the left the form, at the right what members will read, as it is typed. */
export function TemplatePage() {
  const { kind, phase } = useParams();
  const navigate = useNavigate();
  const templates = useCall(listReminderTemplates, {});
  return (
    <Load from={templates} rows={10}>
      {({ items }) => {
        const found = items.find((item) => item.kind === kind && item.phase === phase);
        return found ? (
          <Editor key={`${found.kind}${found.phase}${found.version}`} template={found} />
        ) : (
          <EmptyState
            sentence="没有这个提醒模板，可能链接不完整。"
            action={<Button onClick={() => navigate(BACK)}>回到模板列表</Button>}
          />
        );
      }}
    </Load>
  );
}

function Editor({ template }: { template: ReminderTemplateView }) {
  const may = useMay();
  const canEdit = may(saveReminderTemplate);
  const [form] = Form.useForm<TypedTemplate>();
  const [isSaving, setSaving] = useState(false);
  const initial = typedTemplate(template);
  const typed = (Form.useWatch([], form) as TypedTemplate | undefined) ?? initial;
  const lines = changeLines(template, templateTextOf({ ...initial, ...typed }));
  const check = async () => {
    const isFilled = await form.validateFields().then(
      () => true,
      () => false,
    );
    if (isFilled) setSaving(true);
  };
  return (
    <Page
      title={`${template.kindName} · ${template.phaseName}`}
      note={versionText(template.version)}
      back={BACK}
      actions={
        canEdit ? (
          <Button type="primary" disabled={lines.length === 0} onClick={() => void check()}>
            保存…
          </Button>
        ) : undefined
      }
    >
      {canEdit ? null : <Alert type="info" showIcon title={`${whoMay(saveReminderTemplate)}可以修改模板`} />}
      <Row gutter={16}>
        <Col xs={24} lg={14}>
          <Section title="文字">
            <Form
              form={form}
              layout="vertical"
              requiredMark={false}
              initialValues={initial}
              disabled={!canEdit}
              scrollToFirstError
            >
              <TemplateFields template={template} />
            </Form>
          </Section>
        </Col>
        <Col xs={24} lg={10}>
          <Preview template={template} typed={{ ...initial, ...typed }} />
        </Col>
      </Row>
      {isSaving ? (
        <SaveTemplate
          template={template}
          typed={{ ...initial, ...typed }}
          lines={lines}
          onClose={() => setSaving(false)}
        />
      ) : null}
    </Page>
  );
}

type TypedProps = { template: ReminderTemplateView; typed: TypedTemplate };

/** Asks the server for what will be shown, once nobody has typed for a moment. */
function Preview({ template: { kind, phase }, typed }: TypedProps) {
  const written = JSON.stringify(templateTextOf(typed));
  const [settled, setSettled] = useState(written);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(written), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [written]);
  const text = JSON.parse(settled) as ReturnType<typeof templateTextOf>;
  const isWhole = text.title !== "" && text.body !== "";
  const preview = useCall(previewReminderTemplate, { kind, phase, ...text }, { enabled: isWhole, keepPrevious: true });
  return (
    <Section title="预览（示例内容）">
      {isWhole ? (
        <Load from={preview}>{(shown) => <TemplatePreview preview={shown} />}</Load>
      ) : (
        <EmptyState sentence="填写标题和正文后，这里显示会员看到的样子。" />
      )}
    </Section>
  );
}

type SaveProps = TypedProps & { lines: string[]; onClose: () => void };

function SaveTemplate({ template, typed, lines, onClose }: SaveProps) {
  const save = useAction(saveReminderTemplate);
  const { message } = App.useApp();
  const { kind, phase, version } = template;
  return (
    <Reasoned
      isOpen
      onClose={onClose}
      title={`保存模板：${template.kindName} · ${template.phaseName}`}
      consequence={[...lines, "从下一次发送起使用；已经发出的不变"]}
      confirmText="保存模板"
      onConfirm={async ({ reason }) => {
        await save.mutateAsync({ kind, phase, ...templateTextOf(typed), baseVersion: version, reason });
        message.success("已保存");
      }}
    />
  );
}
