import { setViolationBudget, type ViolationCosts } from "@club/shared/violations-admin";
import { App, Form } from "antd";
import { useAction } from "../../api/hooks";
import { MoneyInput } from "../../kit/fields";
import { Reasoned } from "../../kit/Reasoned";
import { liText } from "./words";

/** A fen is ten li; the form takes whole fen. */
const LI_PER_FEN = 10;
const MOST_LI = 1_000_000_000;

type Typed = { budgetFen: number };
type Props = { costs: ViolationCosts; onClose: () => void };

/** The budget from this month on; below what is spent it stops the queries at once, and says so. */
export function BudgetDialog({ costs, onClose }: Props) {
  const save = useAction(setViolationBudget);
  const { message } = App.useApp();
  return (
    <Reasoned<Typed>
      isOpen
      onClose={onClose}
      title="调整每月预算"
      consequence={[
        `现在是每月 ${liText(costs.budgetLi)}，本月已用 ${liText(costs.spentLi)}`,
        "新的预算从本月起生效，用完自动停止查询",
      ]}
      confirmText="保存预算"
      initialValues={{ budgetFen: Math.floor(costs.budgetLi / LI_PER_FEN) }}
      onConfirm={async ({ budgetFen, reason }) => {
        await save.mutateAsync({ budgetLi: budgetFen * LI_PER_FEN, reason });
        message.success("已保存");
      }}
    >
      <Form.Item
        name="budgetFen"
        label="每月预算（元）"
        rules={[{ required: true, message: "请填写预算" }, { validator: checkBudget }]}
      >
        <MoneyInput />
      </Form.Item>
      <BudgetHint spentLi={costs.spentLi} />
    </Reasoned>
  );
}

function BudgetHint({ spentLi }: { spentLi: number }) {
  const budgetFen = Form.useWatch<number | undefined>("budgetFen", Form.useFormInstance());
  const isBelow = budgetFen !== undefined && budgetFen * LI_PER_FEN <= spentLi;
  return (
    <p aria-live="polite" style={{ margin: "0 0 16px" }}>
      {isBelow ? "不高于本月已用的金额：保存后查询马上停止，下月恢复。" : ""}
    </p>
  );
}

async function checkBudget(_rule: unknown, value?: number): Promise<void> {
  if (value !== undefined && value * LI_PER_FEN > MOST_LI) throw new Error(`预算不能超过 ${liText(MOST_LI)}`);
}
