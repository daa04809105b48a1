import { type OrderAddress, orderAddress } from "@club/shared/mall-orders";
import { Card } from "../../../ui/card";
import { CityField } from "../../../ui/city-field";
import { Field } from "../../../ui/field";

export type AddressFaults = Partial<Record<keyof OrderAddress, string>>;
export const EMPTY_ADDRESS: OrderAddress = { name: "", phone: "", cityCode: "", detail: "" };
/** The contract's sentence is about an ID card; here somebody takes a parcel in. */
const OWN_SENTENCES: AddressFaults = { name: "请填写收货人的真实姓名", cityCode: "请选择收货城市" };

/** What is wrong with an address, one sentence a field; empty when it can be sent. */
export function faultsOf(address: OrderAddress): AddressFaults {
  const parsed = orderAddress.safeParse(address);
  if (parsed.success) return {};
  const faults: AddressFaults = {};
  for (const { path, message } of parsed.error.issues) {
    const field = path[0] as keyof OrderAddress;
    faults[field] ??= OWN_SENTENCES[field] ?? message;
  }
  return faults;
}

type AddressFieldsProps = {
  value: OrderAddress;
  onChange: (address: OrderAddress) => void;
  faults: AddressFaults;
};

/** Where goods go. */
export function AddressFields({ value, onChange, faults }: AddressFieldsProps) {
  const change = (field: keyof OrderAddress) => (text: string) => onChange({ ...value, [field]: text });
  return (
    <Card title="收货地址">
      <Field label="收货人" maxLength={30} value={value.name} onChange={change("name")} error={faults.name} />
      <Field
        label="手机号"
        type="number"
        maxLength={11}
        value={value.phone}
        onChange={change("phone")}
        error={faults.phone}
      />
      <CityField value={value.cityCode} onChange={change("cityCode")} error={faults.cityCode} />
      <Field
        label="详细地址"
        maxLength={120}
        placeholder="区县、街道、小区、楼号和门牌"
        value={value.detail}
        onChange={change("detail")}
        error={faults.detail}
      />
    </Card>
  );
}
