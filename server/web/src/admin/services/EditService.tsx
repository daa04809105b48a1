import { fen } from "@club/shared/fields";
import { ONCE_PER, type StaffServiceView, updateService } from "@club/shared/services";
import { App, Checkbox, Form, Input, InputNumber, Select } from "antd";
import { useAction } from "../../api/hooks";
import { MoneyInput } from "../../kit/fields";
import { Reasoned } from "../../kit/Reasoned";
import { contractRule } from "../../kit/rules";
import { changedFields, changeLines, type EditedService, ONCE_NAMES } from "./words";

type Typed = Omit<EditedService, "terms" | "plateBinding"> & { termsText: string; needsPlate: boolean };

/** Changes a service; only what differs is sent, and it is listed before it is saved. */
export function EditService({ service, onClose }: { service: StaffServiceView; onClose: () => void }) {
  const update = useAction(updateService);
  const { message } = App.useApp();
  return (
    <Reasoned<Typed>
      isOpen
      onClose={onClose}
      title={`修改服务：${service.name}`}
      consequence={["已经发出的券和已有的核销、对账单不受影响"]}
      confirmText="保存修改"
      initialValues={typedOf(service)}
      onConfirm={async ({ reason, ...typed }) => {
        const changes = changedFields(service, editedOf(typed));
        await update.mutateAsync({ serviceId: service.id, ...changes, reason });
        message.success("已保存");
      }}
    >
      <Form.Item name="name" label="名称" rules={[{ required: true, max: 20, message: "请填写 1 至 20 个字" }]}>
        <Input maxLength={20} />
      </Form.Item>
      <Form.Item
        name="standardPriceFen"
        label="标准价（元）"
        rules={[{ required: true, message: "请填写标准价" }, contractRule(fen)]}
      >
        <MoneyInput />
      </Form.Item>
      <Form.Item
        name="description"
        label="服务说明"
        rules={[{ required: true, max: 300, message: "请填写 1 至 300 个字" }]}
      >
        <Input.TextArea rows={2} maxLength={300} showCount />
      </Form.Item>
      <Form.Item name="termsText" label="使用须知（每行一条，最多 10 条）" rules={[{ validator: checkTerms }]}>
        <Input.TextArea rows={4} />
      </Form.Item>
      <Rules />
      <WhatChanges service={service} />
    </Reasoned>
  );
}

function Rules() {
  return (
    <>
      <Form.Item name={["rules", "oncePer"]} label="使用频次">
        <Select options={ONCE_PER.map((value) => ({ value, label: ONCE_NAMES[value] }))} />
      </Form.Item>
      <Form.Item name={["rules", "maxDistanceMeters"]} label="离门店最远（米，不填为不限）">
        <InputNumber className="wide" min={50} max={50_000} precision={0} />
      </Form.Item>
      <Tick name={["rules", "cityMustMatch"]} label="只能在会员所在的城市使用" />
      <Tick name="needsPlate" label="使用前须绑定车牌" />
      <Tick name={["rules", "plateConfirm"]} label="核销时核对车牌" />
      <Tick name={["rules", "photo"]} label="核销时拍照" />
      <Tick name={["rules", "refuseMerchantPhone"]} label="商户人员不能核销自己的券" />
      <Tick name="isActive" label="开放这项服务" />
    </>
  );
}

function Tick({ name, label }: { name: string | string[]; label: string }) {
  return (
    <Form.Item name={name} valuePropName="checked" style={{ marginBottom: 4 }}>
      <Checkbox>{label}</Checkbox>
    </Form.Item>
  );
}

function WhatChanges({ service }: { service: StaffServiceView }) {
  const typed = Form.useWatch([], Form.useFormInstance()) as Typed | undefined;
  const lines = typed?.rules ? changeLines(service, changedFields(service, editedOf(typed))) : [];
  return (
    <div aria-live="polite" style={{ margin: "12px 0 16px" }}>
      {lines.length === 0 ? "还没有改动。" : "将要修改："}
      {lines.map((line) => (
        <div key={line}>{line}</div>
      ))}
    </div>
  );
}

function typedOf({
  name,
  description,
  terms,
  standardPriceFen,
  plateBinding,
  isActive,
  rules,
}: StaffServiceView): Typed {
  const needsPlate = plateBinding === "required";
  return { name, description, termsText: terms.join("\n"), standardPriceFen, needsPlate, isActive, rules };
}

function editedOf({ termsText, needsPlate, ...typed }: Typed): EditedService {
  const { name, description, standardPriceFen, isActive, rules } = typed;
  return {
    ...{ name, description, standardPriceFen, isActive },
    terms: linesOf(termsText),
    plateBinding: needsPlate ? "required" : "none",
    rules: {
      cityMustMatch: rules.cityMustMatch,
      maxDistanceMeters: rules.maxDistanceMeters ?? null,
      plateConfirm: rules.plateConfirm,
      photo: rules.photo,
      oncePer: rules.oncePer,
      refuseMerchantPhone: rules.refuseMerchantPhone,
    },
  };
}

function linesOf(text: string | undefined): string[] {
  return (text ?? "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

async function checkTerms(_rule: unknown, text?: string): Promise<void> {
  const lines = linesOf(text);
  if (lines.length > 10) throw new Error("使用须知最多 10 条");
  if (lines.some((line) => line.length > 200)) throw new Error("每条使用须知最多 200 个字");
}
