import { handleRating, type StaffRating } from "@club/shared/ratings";
import { App, Form, Input } from "antd";
import { useAction } from "../../api/hooks";
import { Reasoned } from "../../kit/Reasoned";

/** A low rating has been looked after: what was done, for whoever reads it later. */
export function HandleRating({ rating, onClose }: { rating: StaffRating; onClose: () => void }) {
  const handle = useAction(handleRating);
  const { message } = App.useApp();
  const { redemptionId, stars, merchantName, branchName, serviceName, tags, text } = rating;
  const said = [...tags.map((tag) => tag.name), ...(text ? [text] : [])].join("；");
  return (
    <Reasoned<{ note: string }>
      isOpen
      onClose={onClose}
      title={`处理 ${stars} 星评价`}
      consequence={[
        `${merchantName} ${branchName}，${serviceName}`,
        ...(said === "" ? [] : [`会员说：${said}`]),
        "处理说明只有俱乐部看得到，标记后不能撤回",
      ]}
      confirmText="标为已处理"
      reason="none"
      onConfirm={async ({ note }) => {
        await handle.mutateAsync({ redemptionId, note });
        message.success("已标为处理过");
      }}
    >
      <Form.Item
        name="note"
        label="怎样处理的"
        rules={[{ required: true, whitespace: true, min: 2, max: 200, message: "请写明怎样处理的，2 至 200 个字" }]}
      >
        <Input.TextArea rows={3} maxLength={200} showCount placeholder="例如：已电话致歉，商户补做一次" />
      </Form.Item>
    </Reasoned>
  );
}
