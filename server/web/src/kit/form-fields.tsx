import { CITIES } from "@club/shared/regions";
import { Button, Checkbox, Form } from "antd";
import { DayInput } from "./fields";

/** Every city, for a Select. */
export const CITY_OPTIONS = CITIES.map(({ code, name }) => ({ value: code, label: name }));

/** The fields "opensOn" and "closesOn": from when until when something counts. Without a last day it never ends; without a first day, where that is allowed, it begins at once. */
export function WindowFields({ mayOpenAtOnce = false }: { mayOpenAtOnce?: boolean }) {
  return (
    <>
      <Form.Item
        name="opensOn"
        label={mayOpenAtOnce ? "开始日期（不填为即日起）" : "开始日期"}
        rules={mayOpenAtOnce ? [] : [{ required: true, message: "请选择开始日期" }]}
      >
        <DayInput />
      </Form.Item>
      <Form.Item
        name="closesOn"
        label="最后一天（不填为长期）"
        dependencies={["opensOn"]}
        rules={[
          ({ getFieldValue }) => ({
            validator: async (_rule, day?: string) => {
              const from: string | undefined = getFieldValue("opensOn");
              if (day && from && day < from) throw new Error("最后一天不能早于开始日期");
            },
          }),
        ]}
      >
        <DayInput />
      </Form.Item>
    </>
  );
}

/** Whether the vouchers of the `name`-th row of services are bound to a plate. */
export function NeedsPlateBox({ name }: { name: number }) {
  return (
    <Form.Item name={[name, "needsPlate"]} valuePropName="checked">
      <Checkbox>绑定车牌</Checkbox>
    </Form.Item>
  );
}

/** Takes a row of a Form.List away; `what` is the row in words, for who cannot see it. */
export function RemoveRowButton({ what, onRemove }: { what: string; onRemove: () => void }) {
  return (
    <Button type="text" danger aria-label={`去掉${what}`} onClick={onRemove}>
      去掉
    </Button>
  );
}
