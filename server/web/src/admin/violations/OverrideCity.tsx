import { overrideViolationCity, VIOLATION_PROVIDER_NAMES, type ViolationCity } from "@club/shared/violations-admin";
import { App, Checkbox, Form, Input, Select } from "antd";
import { useAction } from "../../api/hooks";
import { Reasoned } from "../../kit/Reasoned";
import { digitsText } from "./words";

/** A choice cannot hold null: "not asked for" has a number of its own in the form. */
const NOT_ASKED = -1;
const LONGEST = 17;
const DIGIT_CHOICES = [NOT_ASKED, 0, ...Array.from({ length: LONGEST }, (_none, index) => index + 1)].map((value) => ({
  value,
  label: digitsText(digitsOf(value)),
}));

type Typed = { providerCity?: string; vinDigits: number; engineDigits: number; isOpen: boolean };
type Props = { city: ViolationCity; onClose: () => void };

/** What staff know better than the provider about one city; what changes is listed before it is saved. */
export function OverrideCity({ city, onClose }: Props) {
  const override = useAction(overrideViolationCity);
  const { message } = App.useApp();
  const { provider, prefix, cityName } = city;
  return (
    <Reasoned<Typed>
      isOpen
      onClose={onClose}
      title={`设置查询要求：${cityName}（${VIOLATION_PROVIDER_NAMES[provider]}）`}
      consequence={["从下一次查询起生效，优先于供应商的要求", "资料不够的车主会看到要补哪一项"]}
      confirmText="保存设置"
      initialValues={{
        providerCity: city.providerCity ?? "",
        vinDigits: city.vinDigits ?? NOT_ASKED,
        engineDigits: city.engineDigits ?? NOT_ASKED,
        isOpen: city.isOpen,
      }}
      onConfirm={async ({ reason, ...typed }) => {
        await override.mutateAsync({ provider, prefix, ...rulesOf(typed), reason });
        message.success("已保存");
      }}
    >
      <Form.Item
        name="providerCity"
        label="供应商的城市代码"
        dependencies={["isOpen"]}
        rules={[
          ({ getFieldValue }) => ({
            validator: async (_rule, value?: string) => {
              if (getFieldValue("isOpen") && (value ?? "").trim() === "") throw new Error("开放查询需要填写城市代码");
            },
          }),
        ]}
      >
        <Input maxLength={40} placeholder="例如 SD_JINAN" />
      </Form.Item>
      <Form.Item name="vinDigits" label="车架号">
        <Select options={DIGIT_CHOICES} />
      </Form.Item>
      <Form.Item name="engineDigits" label="发动机号">
        <Select options={DIGIT_CHOICES} />
      </Form.Item>
      <Form.Item name="isOpen" valuePropName="checked" style={{ marginBottom: 4 }}>
        <Checkbox>开放这个城市的查询</Checkbox>
      </Form.Item>
      <WhatChanges city={city} />
    </Reasoned>
  );
}

function WhatChanges({ city }: { city: ViolationCity }) {
  const typed = Form.useWatch([], Form.useFormInstance()) as Typed | undefined;
  const lines = typed?.vinDigits === undefined ? [] : changeLines(city, rulesOf(typed));
  return (
    <div aria-live="polite" style={{ margin: "12px 0 16px" }}>
      {lines.length === 0 ? "还没有改动。" : "将要修改："}
      {lines.map((line) => (
        <div key={line}>{line}</div>
      ))}
    </div>
  );
}

type Rules = Pick<ViolationCity, "providerCity" | "vinDigits" | "engineDigits" | "isOpen">;

function rulesOf({ providerCity, vinDigits, engineDigits, isOpen }: Typed): Rules {
  return {
    providerCity: (providerCity ?? "").trim() || null,
    vinDigits: digitsOf(vinDigits),
    engineDigits: digitsOf(engineDigits),
    isOpen,
  };
}

function digitsOf(choice: number): number | null {
  return choice === NOT_ASKED ? null : choice;
}

function changeLines(before: Rules, after: Rules): string[] {
  const openText = (isOpen: boolean) => (isOpen ? "开放" : "不能查");
  const lines: [string, string, string][] = [
    ["城市代码", before.providerCity ?? "未知", after.providerCity ?? "未知"],
    ["车架号", digitsText(before.vinDigits), digitsText(after.vinDigits)],
    ["发动机号", digitsText(before.engineDigits), digitsText(after.engineDigits)],
    ["查询", openText(before.isOpen), openText(after.isOpen)],
  ];
  return lines.filter(([, from, to]) => from !== to).map(([label, from, to]) => `${label}：${from} → ${to}`);
}
