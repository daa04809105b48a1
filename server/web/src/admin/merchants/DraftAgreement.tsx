import { type AgreementPrice, draftAgreement } from "@club/shared/merchant-agreements";
import type { MerchantDto } from "@club/shared/merchants";
import { shanghaiDay } from "@club/shared/time";
import { App, Button, Form, InputNumber, Select } from "antd";
import { useAction } from "../../api/hooks";
import { now } from "../../app/clock";
import { DayInput, MoneyInput } from "../../kit/fields";
import { ServicePicker } from "../../kit/Pickers";
import { Reasoned } from "../../kit/Reasoned";
import { MODEL_NAMES } from "./words";

type TypedPrice = {
  serviceId?: string;
  model: AgreementPrice["model"];
  priceFen?: number;
  sharePercent?: number | null;
  capFen?: number;
};
type Typed = { effectiveFromDay: string; taxPercent: number; prices: TypedPrice[] };

/** A new version of a merchant's prices. */
export function DraftAgreement({ merchant, onClose }: { merchant: MerchantDto; onClose: () => void }) {
  const draft = useAction(draftAgreement);
  const { message } = App.useApp();
  return (
    <Reasoned<Typed>
      isOpen
      onClose={onClose}
      title={`起草协议：${merchant.name}`}
      consequence={["先存为草稿，启用后才生效", "一版协议写好后不能改，要改请再起草一版"]}
      confirmText="保存草稿"
      reason="none"
      initialValues={{ effectiveFromDay: shanghaiDay(now()), taxPercent: 6, prices: [{ model: "fixed" }] }}
      onConfirm={async ({ effectiveFromDay, taxPercent, prices }) => {
        await draft.mutateAsync({
          merchantId: merchant.id,
          effectiveFromDay,
          taxBps: percentToBps(taxPercent),
          prices: prices.map(priceOf),
        });
        message.success("已存为草稿，核对后启用");
      }}
    >
      <div style={{ display: "grid", gridTemplateColumns: "1fr 1fr", gap: "0 16px" }}>
        <Form.Item name="effectiveFromDay" label="生效日期" rules={[{ required: true, message: "请选择生效日期" }]}>
          <DayInput />
        </Form.Item>
        <Form.Item name="taxPercent" label="税率（含在价格内）" rules={[{ required: true, message: "请填写税率" }]}>
          <InputNumber className="wide" min={0} max={20} precision={2} suffix="%" />
        </Form.Item>
      </div>
      <Form.List name="prices">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <PriceRow key={key} name={name} onRemove={fields.length > 1 ? () => remove(name) : null} />
            ))}
            <Button disabled={fields.length >= 50} onClick={() => add({ model: "fixed" })}>
              加一项服务
            </Button>
          </>
        )}
      </Form.List>
    </Reasoned>
  );
}

function PriceRow({ name, onRemove }: { name: number; onRemove: (() => void) | null }) {
  const model = Form.useWatch<AgreementPrice["model"] | undefined>(["prices", name, "model"], Form.useFormInstance());
  return (
    <div className="row" style={{ alignItems: "flex-start" }}>
      <Form.Item name={[name, "serviceId"]} rules={[{ required: true, message: "请选择服务" }]}>
        <ServicePicker placeholder={`第 ${name + 1} 项服务`} />
      </Form.Item>
      <Form.Item name={[name, "model"]}>
        <Select
          aria-label="价格方式"
          style={{ width: 144 }}
          options={Object.entries(MODEL_NAMES).map(([value, label]) => ({ value, label }))}
        />
      </Form.Item>
      {model === "cap" ? (
        <Form.Item name={[name, "capFen"]} rules={[{ required: true, message: "请填写封顶金额" }]}>
          <MoneyInput label="封顶金额（元）" />
        </Form.Item>
      ) : (
        <Form.Item name={[name, "priceFen"]} rules={[{ required: true, message: "请填写价格" }]}>
          <MoneyInput label="价格（元）" />
        </Form.Item>
      )}
      {model === "share" ? (
        <Form.Item name={[name, "sharePercent"]} rules={[{ required: true, message: "请填写比例" }]}>
          <InputNumber
            aria-label="俱乐部承担的比例"
            min={0}
            max={100}
            precision={2}
            suffix="%"
            style={{ width: 104 }}
          />
        </Form.Item>
      ) : null}
      {onRemove ? (
        <Button type="text" danger onClick={onRemove} aria-label={`去掉第 ${name + 1} 项服务`}>
          去掉
        </Button>
      ) : null}
    </div>
  );
}

/** Percent with at most two digits behind the point → basis points. */
export function percentToBps(percent: number): number {
  return Math.round(percent * 100);
}

/** A price with exactly the fields of its model. */
export function priceOf({ serviceId = "", model, priceFen, sharePercent, capFen }: TypedPrice): AgreementPrice {
  return {
    serviceId,
    model,
    priceFen: model === "cap" ? null : (priceFen ?? null),
    clubShareBps: model === "share" ? percentToBps(sharePercent ?? 0) : null,
    capFen: model === "cap" ? (capFen ?? null) : null,
  };
}
