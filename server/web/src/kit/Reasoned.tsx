import { Form, Input, Modal } from "antd";
import type { ReactNode } from "react";
import { useAttempt } from "../api/hooks";
import { showFieldErrors } from "./form";
import { ErrorNote } from "./states";

export type ReasonedProps<Values extends object> = {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  /** What will happen and what will not, one sentence each. */
  consequence: readonly string[];
  /** What the button does, in full: "收回 32 张兑换券". */
  confirmText: string;
  isDangerous?: boolean;
  /** "required" asks for 2 to 200 characters; "none" asks for nothing. */
  reason?: "required" | "none";
  reasonHint?: string;
  initialValues?: Partial<Values>;
  /** More fields (antd Form.Item), their values handed over with the reason. */
  children?: ReactNode;
  /** Does it. When it fails the dialog stays open with everything typed in it. */
  onConfirm: (values: Values & { reason: string }) => Promise<unknown>;
};

/** The dialog before anything that cannot be taken back silently: what happens, why, and a button that says what it does. */
export function Reasoned<Values extends object = object>(props: ReasonedProps<Values>) {
  const { isOpen, onClose, title, consequence, confirmText, isDangerous, reason = "required", initialValues } = props;
  const [form] = Form.useForm();
  const { attempt, isBusy, error, clear } = useAttempt();
  const close = () => {
    clear();
    form.resetFields();
    onClose();
  };
  const confirm = (values: Values & { reason: string }) =>
    attempt(
      async () => {
        await props.onConfirm(values);
        close();
      },
      (refusal) => showFieldErrors(form, refusal),
    );
  return (
    <Modal
      open={isOpen}
      title={title}
      okText={confirmText}
      cancelText="先不"
      okButtonProps={{ danger: isDangerous === true }}
      confirmLoading={isBusy}
      onOk={() => form.submit()}
      onCancel={close}
      destroyOnHidden
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={initialValues as object}
        onFinish={confirm}
        requiredMark={false}
      >
        <Consequence sentences={consequence} />
        {props.children}
        {reason === "required" ? <ReasonField hint={props.reasonHint} /> : null}
        {error ? <ErrorNote error={error} /> : null}
      </Form>
    </Modal>
  );
}

function Consequence({ sentences }: { sentences: readonly string[] }) {
  return (
    <ul className="consequence">
      {sentences.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}

/** Why something is done, as a field of a form. */
export function ReasonField({ hint }: { hint?: string | undefined }) {
  return (
    <Form.Item
      name="reason"
      label="原因（会留在审计记录里）"
      rules={[{ required: true, whitespace: true, min: 2, max: 200, message: "请写明原因，2 至 200 个字" }]}
    >
      <Input.TextArea rows={3} maxLength={200} showCount placeholder={hint ?? "为什么这样做"} />
    </Form.Item>
  );
}
