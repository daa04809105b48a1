import {
  MALL_CATEGORIES,
  MALL_CATEGORY_NAMES,
  PRODUCT_KIND_NAMES,
  PRODUCT_KINDS,
  PRODUCT_PICTURES,
  type ProductKind,
} from "@club/shared/mall";
import { MAX_VOUCHERS_PER_PIECE } from "@club/shared/mall-admin";
import { Button, Form, Input, InputNumber, Radio, Select } from "antd";
import { useMe } from "../../app/me";
import { CITY_OPTIONS, NeedsPlateBox, RemoveRowButton, WindowFields } from "../../kit/form-fields";
import { Section } from "../../kit/Page";
import { ServicePicker } from "../../kit/Pickers";
import { NEW_ITEM, type TypedItem } from "./product-form";
import { PICTURE_NAMES, ProductPicture } from "./product-picture";

const PICTURE_OPTIONS = PRODUCT_PICTURES.map((value) => ({
  value,
  label: (
    <span style={{ display: "inline-flex", alignItems: "center", gap: 8 }}>
      <ProductPicture name={value} size={24} /> {PICTURE_NAMES[value]}
    </span>
  ),
}));
const MOST_BUNDLED = 10;

/** What kind of thing it is, what it is called and how it looks. */
export function ProductFields({ isNew }: { isNew: boolean }) {
  return (
    <Section title="商品">
      <Form.Item name="kind" label={isNew ? "类型（建立后不能更改）" : "类型（不能更改，需要时另建一件）"}>
        <Radio.Group
          disabled={!isNew}
          options={PRODUCT_KINDS.map((value) => ({ value, label: PRODUCT_KIND_NAMES[value] }))}
        />
      </Form.Item>
      <Form.Item name="title" label="名称" rules={[{ required: true, whitespace: true, message: "请填写商品名称" }]}>
        <Input maxLength={40} showCount />
      </Form.Item>
      <div className="pair">
        <Form.Item name="category" label="分类" rules={[{ required: true, message: "请选择商品分类" }]}>
          <Select options={MALL_CATEGORIES.map((value) => ({ value, label: MALL_CATEGORY_NAMES[value] }))} />
        </Form.Item>
        <Form.Item name="pricePoints" label="价格" rules={[{ required: true, message: "请填写积分价格" }]}>
          <InputNumber className="wide" min={1} max={1_000_000} precision={0} suffix="积分" />
        </Form.Item>
      </div>
      <Form.Item
        name="pictures"
        label="图片（第一张用在列表里，最多 5 张）"
        rules={[{ required: true, type: "array", min: 1, max: 5, message: "请选择 1 至 5 张图片" }]}
      >
        <Select mode="multiple" maxCount={5} options={PICTURE_OPTIONS} optionFilterProp="value" />
      </Form.Item>
      <Form.Item
        name="description"
        label="介绍"
        rules={[{ required: true, whitespace: true, message: "请填写商品介绍" }]}
      >
        <Input.TextArea rows={3} maxLength={1000} showCount />
      </Form.Item>
      <Form.Item name="termsText" label="兑换须知（每行一条，最多 10 条）" rules={[{ validator: checkTerms }]}>
        <Input.TextArea rows={3} />
      </Form.Item>
    </Section>
  );
}

async function checkTerms(_rule: unknown, text?: string): Promise<void> {
  const lines = (text ?? "").split("\n").filter((line) => line.trim() !== "");
  if (lines.length > 10) throw new Error("兑换须知最多 10 条");
  if (lines.some((line) => line.trim().length > 200)) throw new Error("每条兑换须知最多 200 个字");
}

/** What one piece gives: one service, several, or a thing that is sent. */
export function ContentFields() {
  const kind = Form.useWatch<ProductKind | undefined>("kind", Form.useFormInstance());
  if (kind === "goods") {
    return <Section title="一件得到">会员下单时填写收货地址；在订单里登记发货。</Section>;
  }
  return (
    <Section title="一件得到">
      <Form.List name="items" rules={[{ validator: (_rule, items) => checkItems(kind, items) }]}>
        {(fields, { add, remove }, { errors }) => (
          <>
            {fields.slice(0, kind === "voucher" ? 1 : MOST_BUNDLED).map(({ key, name }) => (
              <ItemRow key={key} name={name} onRemove={fields.length > 1 ? () => remove(name) : null} />
            ))}
            <Form.ErrorList errors={errors} />
            {kind === "bundle" ? (
              <Button disabled={fields.length >= MOST_BUNDLED} onClick={() => add(NEW_ITEM)}>
                加一项服务
              </Button>
            ) : null}
          </>
        )}
      </Form.List>
    </Section>
  );
}

async function checkItems(kind: ProductKind | undefined, items: TypedItem[] = []): Promise<void> {
  const counted = kind === "voucher" ? items.slice(0, 1) : items;
  if (kind === "bundle" && counted.length < 2) throw new Error("券包应有 2 至 10 项服务");
  const total = counted.reduce((sum, item) => sum + (item?.quantity ?? 0), 0);
  if (total > MAX_VOUCHERS_PER_PIECE) throw new Error(`一件商品最多 ${MAX_VOUCHERS_PER_PIECE} 张券`);
}

function ItemRow({ name, onRemove }: { name: number; onRemove: (() => void) | null }) {
  return (
    <div className="row" style={{ alignItems: "flex-start" }}>
      <Form.Item name={[name, "serviceId"]} rules={[{ required: true, message: "请选择服务" }]}>
        <ServicePicker placeholder={`第 ${name + 1} 项服务`} width={152} />
      </Form.Item>
      <Form.Item name={[name, "quantity"]} rules={[{ required: true, message: "请填写张数" }]}>
        <InputNumber
          aria-label={`第 ${name + 1} 项张数`}
          min={1}
          max={MAX_VOUCHERS_PER_PIECE}
          precision={0}
          suffix="张"
          style={{ width: 96 }}
        />
      </Form.Item>
      <Form.Item name={[name, "validDays"]} rules={[{ required: true, message: "请填写有效天数" }]}>
        <InputNumber
          aria-label={`第 ${name + 1} 项下单后有效天数`}
          min={1}
          max={1095}
          precision={0}
          prefix="下单后"
          suffix="天内有效"
          style={{ width: 208 }}
        />
      </Form.Item>
      <NeedsPlateBox name={name} />
      {onRemove ? <RemoveRowButton what={`第 ${name + 1} 项服务`} onRemove={onRemove} /> : null}
    </div>
  );
}

/** When, where, how many. The stock of a product that is there is changed by itself, with a reason. */
export function LimitFields({ isNew }: { isNew: boolean }) {
  const { cityCode } = useMe();
  return (
    <Section title="时间、范围和限额">
      <div className="pair">
        <WindowFields />
        <Form.Item name="perMemberLimit" label="每人限购（不填为不限）">
          <InputNumber className="wide" min={1} max={100} precision={0} suffix="件" />
        </Form.Item>
        <Form.Item
          name="sortRank"
          label="排序（小的在前）"
          rules={[{ required: true, message: "请填写排序，0 至 9999" }]}
        >
          <InputNumber className="wide" min={0} max={9999} precision={0} />
        </Form.Item>
        {isNew ? (
          <Form.Item name="stockTotal" label="库存" rules={[{ required: true, message: "请填写库存，没有时填 0" }]}>
            <InputNumber className="wide" min={0} max={1_000_000} precision={0} suffix="件" />
          </Form.Item>
        ) : null}
      </div>
      <Form.Item name="cityCodes" label={cityCode === null ? "适用城市（不选为全省）" : "适用城市（本市）"}>
        <Select mode="multiple" disabled={cityCode !== null} maxCount={16} options={CITY_OPTIONS} />
      </Form.Item>
    </Section>
  );
}
