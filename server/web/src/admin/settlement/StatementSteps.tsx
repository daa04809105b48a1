import { formatFen } from "@club/shared/money";
import {
  approveStatement,
  freezeStatement,
  generateStatement,
  invoiceStatement,
  payStatement,
  type StatementView,
  sendStatement,
} from "@club/shared/settlement";
import { App, Button, Form, Input } from "antd";
import { useState } from "react";
import { useAction } from "../../api/hooks";
import { useMay } from "../../app/me";
import { DayInput, MoneyInput } from "../../kit/fields";
import { Reasoned } from "../../kit/Reasoned";
import { contractRule } from "../../kit/rules";

type StepProps = { statement: StatementView; isOpen: boolean; onClose: () => void };
type Step = { key: string; label: string; isMain: boolean; isOffered: (statement: StatementView) => boolean };

const can = (to: StatementView["status"]) => (statement: StatementView) => statement.allowedNext.includes(to);

const STEPS = [
  {
    key: "regenerate",
    label: "重新生成…",
    isMain: false,
    isOffered: (s) => s.status === "draft",
    needs: generateStatement,
    Dialog: Regenerate,
  },
  { key: "freeze", label: "定稿…", isMain: true, isOffered: can("frozen"), needs: freezeStatement, Dialog: Freeze },
  { key: "send", label: "发给商户确认…", isMain: true, isOffered: can("sent"), needs: sendStatement, Dialog: Send },
  {
    key: "approve",
    label: "审批…",
    isMain: true,
    isOffered: can("approved"),
    needs: approveStatement,
    Dialog: Approve,
  },
  {
    key: "invoice",
    label: "登记发票…",
    isMain: true,
    isOffered: can("invoiced"),
    needs: invoiceStatement,
    Dialog: Invoice,
  },
  { key: "pay", label: "登记付款…", isMain: true, isOffered: can("paid"), needs: payStatement, Dialog: Pay },
] as const satisfies readonly (Step & {
  needs: { auth: "public" | readonly string[] };
  Dialog: (props: StepProps) => unknown;
})[];

/** The next steps of a statement that this person may take. */
export function StatementSteps({ statement }: { statement: StatementView }) {
  const may = useMay();
  const [open, setOpen] = useState<string | null>(null);
  // The server takes the payment from anybody of finance but whoever approved.
  if (may(payStatement) && statement.status === "invoiced" && !can("paid")(statement)) {
    return <span className="page-head-note">您审批了这份对账单，请由另一位财务登记付款</span>;
  }
  return STEPS.filter((step) => may(step.needs) && step.isOffered(statement)).map(({ key, label, isMain, Dialog }) => (
    <span key={key}>
      <Button type={isMain ? "primary" : "default"} onClick={() => setOpen(key)}>
        {label}
      </Button>
      <Dialog statement={statement} isOpen={open === key} onClose={() => setOpen(null)} />
    </span>
  ));
}

function Regenerate({ statement, ...dialog }: StepProps) {
  const { mutateAsync } = useAction(generateStatement);
  return (
    <Reasoned
      {...dialog}
      title="重新生成草稿"
      consequence={["按现在的核销记录和调整重新列出明细", "原来的草稿不再保留"]}
      confirmText="重新生成草稿"
      reason="none"
      onConfirm={() => mutateAsync({ merchantId: statement.merchantId, month: statement.month })}
    />
  );
}

function Freeze({ statement, ...dialog }: StepProps) {
  const { mutateAsync } = useAction(freezeStatement);
  const { message } = App.useApp();
  return (
    <Reasoned
      {...dialog}
      title="定稿"
      consequence={[
        `${statement.lineCount} 条明细、合计 ${formatFen(statement.totalFen)} 从此不再改变`,
        "定稿前系统核对明细与核销记录，不平不能定稿",
        "以后的更正只能登记调整，计入下一期",
      ]}
      confirmText={`定稿，应付 ${formatFen(statement.payableFen)}`}
      reason="none"
      onConfirm={async () => {
        await mutateAsync({ statementId: statement.id, linesHash: statement.linesHash });
        message.success("已定稿，明细与核销记录核对一致");
      }}
    />
  );
}

function NoteField({ label }: { label: string }) {
  return (
    <Form.Item name="note" label={label}>
      <Input.TextArea rows={3} maxLength={300} showCount />
    </Form.Item>
  );
}

type Noted = { note?: string };
/** An empty remark is no remark. */
const noteOf = ({ note }: Noted) => (note?.trim() ? { note } : {});

function Send({ statement, ...dialog }: StepProps) {
  const { mutateAsync } = useAction(sendStatement);
  const isAnswer = statement.status === "disputed";
  return (
    <Reasoned<Noted>
      {...dialog}
      title={isAnswer ? "答复异议并再次发送" : "发给商户确认"}
      consequence={[`${statement.merchantName}的店主可以查看、下载并确认这份对账单`, "商户有异议时会退回这里"]}
      confirmText={isAnswer ? "答复并发送" : "发给商户"}
      reason="none"
      onConfirm={(values) => mutateAsync({ statementId: statement.id, ...noteOf(values) })}
    >
      <NoteField label={isAnswer ? "对异议的答复" : "给商户的说明（可不填）"} />
    </Reasoned>
  );
}

function Approve({ statement, ...dialog }: StepProps) {
  const { mutateAsync } = useAction(approveStatement);
  return (
    <Reasoned<Noted>
      {...dialog}
      title="审批对账单"
      consequence={[
        `同意向${statement.merchantName}支付 ${formatFen(statement.payableFen)}`,
        "审批人不能再登记付款，由另一位财务办理",
      ]}
      confirmText={`批准支付 ${formatFen(statement.payableFen)}`}
      reason="none"
      onConfirm={(values) => mutateAsync({ statementId: statement.id, ...noteOf(values) })}
    >
      <NoteField label="审批意见（可不填）" />
    </Reasoned>
  );
}

type InvoiceTyped = { invoiceNo: string; invoiceFen: number; issuedOn: string };

function Invoice({ statement, ...dialog }: StepProps) {
  const { mutateAsync } = useAction(invoiceStatement);
  const { shape } = invoiceStatement.body;
  return (
    <Reasoned<InvoiceTyped>
      {...dialog}
      title="登记收到的发票"
      consequence={[`发票金额须等于应付的 ${formatFen(statement.payableFen)}`, "一张发票只能登记一次"]}
      confirmText="登记发票"
      reason="none"
      initialValues={{ invoiceFen: statement.payableFen }}
      onConfirm={({ invoiceNo, invoiceFen, issuedOn }) =>
        mutateAsync({ statementId: statement.id, invoiceNo, invoiceFen, issuedOn })
      }
    >
      <Form.Item
        name="invoiceNo"
        label="发票号码"
        rules={[{ required: true, message: "请填写发票号码" }, contractRule(shape.invoiceNo)]}
      >
        <Input maxLength={20} inputMode="numeric" placeholder="20 位数字" />
      </Form.Item>
      <AmountField name="invoiceFen" label="发票金额（元）" payableFen={statement.payableFen} />
      <Form.Item name="issuedOn" label="开票日期" rules={[{ required: true, message: "请选择开票日期" }]}>
        <DayInput />
      </Form.Item>
    </Reasoned>
  );
}

type PayTyped = { paymentRef: string; paidFen: number; paidOn: string };

function Pay({ statement, ...dialog }: StepProps) {
  const { mutateAsync } = useAction(payStatement);
  const { shape } = payStatement.body;
  return (
    <Reasoned<PayTyped>
      {...dialog}
      title="登记付款"
      consequence={[
        `向${statement.merchantName}付款 ${formatFen(statement.payableFen)}，对账单就此完成`,
        "登记后不能更改",
      ]}
      confirmText={`登记已付 ${formatFen(statement.payableFen)}`}
      reason="none"
      initialValues={{ paidFen: statement.payableFen }}
      onConfirm={({ paymentRef, paidFen, paidOn }) =>
        mutateAsync({ statementId: statement.id, paymentRef, paidFen, paidOn })
      }
    >
      <Form.Item
        name="paymentRef"
        label="付款流水号"
        rules={[{ required: true, message: "请填写付款流水号" }, contractRule(shape.paymentRef)]}
      >
        <Input maxLength={64} />
      </Form.Item>
      <AmountField name="paidFen" label="付款金额（元）" payableFen={statement.payableFen} />
      <Form.Item name="paidOn" label="付款日期" rules={[{ required: true, message: "请选择付款日期" }]}>
        <DayInput />
      </Form.Item>
    </Reasoned>
  );
}

function AmountField({ name, label, payableFen }: { name: string; label: string; payableFen: number }) {
  return (
    <Form.Item
      name={name}
      label={label}
      rules={[
        { required: true, message: "请填写金额，最多两位小数" },
        {
          validator: async (_rule, value: number | undefined) => {
            if (value !== undefined && value !== payableFen) throw new Error(`须等于应付金额 ${formatFen(payableFen)}`);
          },
        },
      ]}
    >
      <MoneyInput />
    </Form.Item>
  );
}
