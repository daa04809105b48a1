import { adjustmentFen, createAdjustment } from "@club/shared/settlement";
import { App, Form } from "antd";
import { useAction } from "../../api/hooks";
import { MoneyInput } from "../../kit/fields";
import { MerchantPicker } from "../../kit/Pickers";
import { Reasoned } from "../../kit/Reasoned";
import { contractRule } from "../../kit/rules";

type Typed = { merchantId: string; amountFen: number };

/** A correction after freezing: it becomes a line of the merchant's next statement. */
export function AdjustmentDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const adjust = useAction(createAdjustment);
  const { message } = App.useApp();
  return (
    <Reasoned<Typed>
      isOpen={isOpen}
      onClose={onClose}
      title="登记调整"
      consequence={[
        "计入这家商户下一期对账单，成为一条明细",
        "增加应付填正数，扣减填负数",
        "登记后不能删除，填错了再登记一笔相反的调整",
      ]}
      confirmText="登记这笔调整"
      reasonHint="例如：11 月 3 日两笔洗车按旧价结算，补差价"
      onConfirm={async ({ merchantId, amountFen, reason }) => {
        await adjust.mutateAsync({ merchantId, amountFen, reason });
        message.success("已登记，计入下一期对账单");
      }}
    >
      <Form.Item name="merchantId" label="商户" rules={[{ required: true, message: "请选择商户" }]}>
        <MerchantPicker width="100%" placeholder="输入商户名称的前几个字" />
      </Form.Item>
      <Form.Item
        name="amountFen"
        label="金额（元）"
        rules={[
          { required: true, message: "请填写金额，最多两位小数；扣减写负数" },
          {
            validator: async (_rule, value) =>
              value === 0 ? Promise.reject(new Error("调整金额不能为 0")) : undefined,
          },
          contractRule(adjustmentFen),
        ]}
      >
        <MoneyInput />
      </Form.Item>
    </Reasoned>
  );
}
