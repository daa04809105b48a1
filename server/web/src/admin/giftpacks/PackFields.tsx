import { GIFT_PACK_TRIGGERS } from "@club/shared/giftpack-content";
import { MEMBER_TIER_NAMES } from "@club/shared/members";
import { Button, Form, Input, InputNumber, Radio, Select } from "antd";
import { useMe } from "../../app/me";
import { DayInput, MoneyInput } from "../../kit/fields";
import { CITY_OPTIONS, NeedsPlateBox, RemoveRowButton, WindowFields } from "../../kit/form-fields";
import { Section } from "../../kit/Page";
import { ServicePicker } from "../../kit/Pickers";
import { AudienceCount } from "./AudienceCount";
import type { TypedPack } from "./pack-form";
import { AUDIENCE_NAMES, TRIGGER_NAMES } from "./words";

/** Name, introduction, who manages it and how it reaches members. */
export function BasicFields() {
  const { cityCode } = useMe();
  return (
    <Section title="礼包">
      <Form.Item name="name" label="名称" rules={[{ required: true, whitespace: true, message: "请填写礼包名称" }]}>
        <Input maxLength={30} showCount />
      </Form.Item>
      <Form.Item name="intro" label="介绍" rules={[{ required: true, whitespace: true, message: "请填写礼包介绍" }]}>
        <Input.TextArea rows={2} maxLength={200} showCount />
      </Form.Item>
      <div className="pair">
        <Form.Item name="cityCode" label="由谁管理">
          <Select disabled={cityCode !== null} options={[{ value: "", label: "全省" }, ...CITY_OPTIONS]} />
        </Form.Item>
        <Form.Item name="trigger" label="怎样发放">
          <Select options={GIFT_PACK_TRIGGERS.map((value) => ({ value, label: TRIGGER_NAMES[value] }))} />
        </Form.Item>
      </div>
    </Section>
  );
}

/** Whom it is for, with how many members that are now. */
export function AudienceFields() {
  const kind = Form.useWatch<TypedPack["audienceKind"] | undefined>("audienceKind", Form.useFormInstance());
  return (
    <Section title="适用人群" extra={<AudienceCount />}>
      <Form.Item name="audienceKind">
        <Radio.Group
          aria-label="适用人群"
          options={(Object.keys(AUDIENCE_NAMES) as (keyof typeof AUDIENCE_NAMES)[]).map((value) => ({
            value,
            label: AUDIENCE_NAMES[value],
          }))}
        />
      </Form.Item>
      {kind === "tier" ? (
        <Form.Item name="tier" label="会员等级" rules={[{ required: true, message: "请选择会员等级" }]}>
          <Radio.Group options={Object.entries(MEMBER_TIER_NAMES).map(([value, label]) => ({ value, label }))} />
        </Form.Item>
      ) : null}
      {kind === "city" ? (
        <Form.Item name="cityCodes" label="城市" rules={[{ required: true, message: "请选择城市" }]}>
          <Select mode="multiple" options={CITY_OPTIONS} maxCount={16} />
        </Form.Item>
      ) : null}
      {kind === "list" ? <p>保存后在礼包页面导入手机号名单。</p> : null}
    </Section>
  );
}

/** The services in the pack. */
export function ItemFields() {
  return (
    <Section title="服务">
      <Form.List
        name="items"
        rules={[
          {
            validator: async (_rule, items?: unknown[]) => {
              if (!items || items.length === 0) throw new Error("请至少加入一项服务");
            },
          },
        ]}
      >
        {(fields, { add, remove }, { errors }) => (
          <>
            {fields.map(({ key, name }) => (
              <ItemRow key={key} name={name} onRemove={fields.length > 1 ? () => remove(name) : null} />
            ))}
            <Form.ErrorList errors={errors} />
            <Button disabled={fields.length >= 20} onClick={() => add({ validBy: "days", validDays: 90, quantity: 1 })}>
              加一项服务
            </Button>
          </>
        )}
      </Form.List>
      <Form.Item name="termsText" label="使用须知（每行一条，最多 10 条）" style={{ marginTop: 16 }}>
        <Input.TextArea rows={3} />
      </Form.Item>
    </Section>
  );
}

function ItemRow({ name, onRemove }: { name: number; onRemove: (() => void) | null }) {
  const validBy = Form.useWatch<"days" | "day" | undefined>(["items", name, "validBy"], Form.useFormInstance());
  return (
    <div className="row" style={{ alignItems: "flex-start" }}>
      <Form.Item name={[name, "serviceId"]} rules={[{ required: true, message: "请选择服务" }]}>
        <ServicePicker placeholder={`第 ${name + 1} 项服务`} width={152} />
      </Form.Item>
      <Form.Item name={[name, "quantity"]} rules={[{ required: true, message: "请填写数量" }]}>
        <InputNumber aria-label="数量" min={1} max={100} precision={0} suffix="张" style={{ width: 96 }} />
      </Form.Item>
      <Form.Item name={[name, "validBy"]}>
        <Select
          aria-label="有效期"
          style={{ width: 128 }}
          options={[
            { value: "days", label: "领取后若干天" },
            { value: "day", label: "到某一天" },
          ]}
        />
      </Form.Item>
      {validBy === "day" ? (
        <Form.Item name={[name, "validUntilOn"]} rules={[{ required: true, message: "请选择到期日" }]}>
          <DayInput />
        </Form.Item>
      ) : (
        <Form.Item name={[name, "validDays"]} rules={[{ required: true, message: "请填写天数" }]}>
          <InputNumber aria-label="有效天数" min={1} max={1095} precision={0} suffix="天" style={{ width: 104 }} />
        </Form.Item>
      )}
      <NeedsPlateBox name={name} />
      {onRemove ? <RemoveRowButton what={`第 ${name + 1} 项服务`} onRemove={onRemove} /> : null}
    </div>
  );
}

/** When, how many, and how much it may cost. */
export function LimitFields() {
  return (
    <Section title="时间和限额">
      <div className="pair">
        <WindowFields />
        <Form.Item name="claimDays" label="赠送后多少天内领取（不填为不限）">
          <InputNumber className="wide" min={1} max={365} precision={0} suffix="天" />
        </Form.Item>
        <Form.Item
          name="perMemberLimit"
          label="每位会员最多几份"
          rules={[{ required: true, message: "请填写每人份数" }]}
        >
          <InputNumber className="wide" min={1} max={50} precision={0} suffix="份" />
        </Form.Item>
        <Form.Item name="stockTotal" label="总份数（不填为不限）">
          <InputNumber className="wide" min={1} max={10_000_000} precision={0} suffix="份" />
        </Form.Item>
        <Form.Item name="budgetFen" label="预算（元，不填为不限）">
          <MoneyInput />
        </Form.Item>
      </div>
    </Section>
  );
}
