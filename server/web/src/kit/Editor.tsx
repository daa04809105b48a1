import { App, Button, Form } from "antd";
import type { ReactNode } from "react";
import { useAttempt } from "../api/hooks";
import { showFieldErrors } from "./form";
import { Page } from "./Page";
import { ErrorNote } from "./states";

type Props<Typed extends object> = {
  title: string;
  note?: string;
  back: string;
  initial: Typed;
  saveText: string;
  /** The fields: antd Form.Items in Sections. */
  children: ReactNode;
  /** What comes of it, at the right; reads the form with Form.useWatch. */
  preview: ReactNode;
  /** Saves. When it fails everything typed stays, the refusal is shown above and under its fields. */
  onSave: (typed: Typed) => Promise<void>;
};

/** A page that edits one thing: the form at the left, at the right what it will look like, as it is typed. */
export function Editor<Typed extends object>(props: Props<Typed>) {
  const { title, note, back, initial, saveText, children, preview, onSave } = props;
  const [form] = Form.useForm();
  const { attempt, isBusy, error } = useAttempt();
  const { message } = App.useApp();
  const save = () =>
    attempt(
      async () => {
        // Fields that are not shown keep what they were.
        await onSave({ ...initial, ...(form.getFieldsValue() as Typed) });
        message.success("已保存");
      },
      (refusal) => showFieldErrors(form, refusal),
    );
  const action = (
    <Button type="primary" loading={isBusy} onClick={() => form.submit()}>
      {saveText}
    </Button>
  );
  return (
    <Page title={title} note={note} back={back} actions={action}>
      {error ? <ErrorNote error={error} /> : null}
      <Form
        form={form}
        layout="vertical"
        initialValues={initial}
        onFinish={() => void save()}
        requiredMark={false}
        scrollToFirstError
      >
        <div className="editor">
          <div className="editor-part">{children}</div>
          <div className="editor-part editor-preview">{preview}</div>
        </div>
      </Form>
    </Page>
  );
}
