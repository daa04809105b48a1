import { type MerchantDto, updateMerchant } from "@club/shared/merchants";
import { phoneField } from "@club/shared/phone";
import { App, Checkbox, Form, Input } from "antd";
import { useAction } from "../../api/hooks";
import { Reasoned } from "../../kit/Reasoned";
import { contractRule } from "../../kit/rules";
import { BankFields } from "./NewMerchant";

type Typed = {
  name?: string;
  contactName?: string;
  contactPhone?: string;
  changesBank?: boolean;
  bankName?: string;
  bankHolder?: string;
  bankAccount?: string;
};
type Props = { merchant: MerchantDto; isOpen: boolean; onClose: () => void };

/** Changes name, contact or bank account; what is left empty stays. */
export function EditMerchant({ merchant, isOpen, onClose }: Props) {
  const update = useAction(updateMerchant);
  const { message } = App.useApp();
  return (
    <Reasoned<Typed>
      isOpen={isOpen}
      onClose={onClose}
      title={`修改：${merchant.name}`}
      consequence={["只改填写的项目，留空的不变", "收款账号变更会标在商户和对账单上，付款前请再次核实"]}
      confirmText="保存修改"
      onConfirm={async (typed) => {
        await update.mutateAsync({ merchantId: merchant.id, ...changesOf(typed), reason: typed.reason });
        message.success("已保存");
      }}
    >
      <Form.Item name="name" label={`商户名称（现在：${merchant.name}）`}>
        <Input allowClear maxLength={60} />
      </Form.Item>
      <Form.Item name="contactName" label={`联系人（现在：${merchant.contactName}）`}>
        <Input allowClear maxLength={30} />
      </Form.Item>
      <Form.Item
        name="contactPhone"
        label={`联系电话（现在：${merchant.contactPhone}）`}
        rules={[contractRule(phoneField)]}
      >
        <Input allowClear inputMode="numeric" maxLength={20} />
      </Form.Item>
      <Form.Item name="changesBank" valuePropName="checked">
        <Checkbox>更换收款账号（现在：{merchant.bankAccount}）</Checkbox>
      </Form.Item>
      <Form.Item noStyle dependencies={["changesBank"]}>
        {({ getFieldValue }) => (getFieldValue("changesBank") ? <BankFields /> : null)}
      </Form.Item>
    </Reasoned>
  );
}

function changesOf({ name, contactName, contactPhone, changesBank, bankName, bankHolder, bankAccount }: Typed) {
  return {
    ...(name && { name }),
    ...(contactName && { contactName }),
    ...(contactPhone && { contactPhone }),
    ...(changesBank && bankName && bankHolder && bankAccount && { bank: { bankName, bankHolder, bankAccount } }),
  };
}
