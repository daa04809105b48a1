import { CREDIT_CODE_WARNING, checkCreditCode, creditCodeField } from "@club/shared/credit-code";
import type { CallOf } from "@club/shared/http";
import { createMerchant } from "@club/shared/merchants";
import { phoneField } from "@club/shared/phone";
import { CITIES } from "@club/shared/regions";
import { App, Form, type FormRule, Input, Select } from "antd";
import { useAction } from "../../api/hooks";
import { useMe } from "../../app/me";
import { Reasoned } from "../../kit/Reasoned";
import { contractRule } from "../../kit/rules";

type Typed = CallOf<typeof createMerchant>;
type Props = { isOpen: boolean; onClose: () => void; onDone: (merchantId: string) => void };

/** Only a warning: the licence decides. */
const CHECK_DIGIT: FormRule = {
  warningOnly: true,
  validator: async (_rule, value?: string) => {
    const check = checkCreditCode(value ?? "");
    if (!check.ok && check.reason === "check-digit") throw new Error(CREDIT_CODE_WARNING);
  },
};

/** Registers a merchant's application; branches and agreement follow on its page. */
export function NewMerchant({ isOpen, onClose, onDone }: Props) {
  const create = useAction(createMerchant);
  const { message } = App.useApp();
  const { cityCode } = useMe();
  return (
    <Reasoned<Typed>
      isOpen={isOpen}
      onClose={onClose}
      title="登记商户"
      consequence={[
        "登记后为“已申请”；补齐门店和协议、审核通过后才能核销",
        "联系电话和银行账号加密保存，页面上只显示部分",
      ]}
      confirmText="登记商户"
      reason="none"
      {...(cityCode !== null && { initialValues: { cityCode } })}
      onConfirm={async ({ reason: _none, ...typed }) => {
        const { id } = await create.mutateAsync({ ...typed, ...(cityCode !== null && { cityCode }) });
        message.success("已登记");
        onDone(id);
      }}
    >
      <Field name="name" label="商户名称" max={60} />
      <Form.Item
        name="creditCode"
        label="统一社会信用代码"
        rules={[{ required: true, message: "请填写统一社会信用代码" }, contractRule(creditCodeField), CHECK_DIGIT]}
      >
        <Input maxLength={24} />
      </Form.Item>
      <Form.Item name="cityCode" label="所在城市" rules={[{ required: true, message: "请选择城市" }]}>
        <Select disabled={cityCode !== null} options={CITIES.map(({ code, name }) => ({ value: code, label: name }))} />
      </Form.Item>
      <Field name="contactName" label="联系人" max={30} />
      <Form.Item
        name="contactPhone"
        label="联系电话（手机）"
        rules={[{ required: true, message: "请填写手机号" }, contractRule(phoneField)]}
      >
        <Input inputMode="numeric" maxLength={20} />
      </Form.Item>
      <BankFields />
    </Reasoned>
  );
}

/** Where the money goes. */
export function BankFields() {
  return (
    <>
      <Field name="bankName" label="开户行" max={60} />
      <Field name="bankHolder" label="户名" max={80} />
      <Form.Item
        name="bankAccount"
        label="银行账号"
        rules={[{ required: true, pattern: /^\d{8,30}$/, message: "银行账号应为 8 到 30 位数字" }]}
      >
        <Input inputMode="numeric" maxLength={30} />
      </Form.Item>
    </>
  );
}

function Field({ name, label, max }: { name: string; label: string; max: number }) {
  return (
    <Form.Item
      name={name}
      label={label}
      rules={[{ required: true, whitespace: true, min: 2, max, message: `请填写${label}，2 至 ${max} 个字` }]}
    >
      <Input maxLength={max} />
    </Form.Item>
  );
}
