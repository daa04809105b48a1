import { type BranchDto, createBranch, latE6, lngE6, updateBranch } from "@club/shared/merchant-branches";
import type { MerchantDto } from "@club/shared/merchants";
import { findCity } from "@club/shared/regions";
import { listServices } from "@club/shared/services";
import { App, Checkbox, Form, Input, Select } from "antd";
import { useAction, useCall } from "../../api/hooks";
import { Reasoned } from "../../kit/Reasoned";
import { BranchMap, type Shown } from "./BranchMap";
import { degreesText, parseDegrees } from "./degrees";

type Typed = {
  name: string;
  address: string;
  phone?: string;
  openingHours?: string;
  lng: string;
  lat: string;
  serviceIds: string[];
  isActive?: boolean;
};
type Props = { merchant: MerchantDto; branch: BranchDto | null; onClose: () => void };

/** Registers a branch, or changes one. */
export function EditBranch({ merchant, branch, onClose }: Props) {
  const create = useAction(createBranch);
  const update = useAction(updateBranch);
  const { message } = App.useApp();
  return (
    <Reasoned<Typed>
      isOpen
      onClose={onClose}
      title={branch ? `修改门店：${branch.name}` : "登记门店"}
      consequence={["会员按这里的位置、电话和营业时间找到门店", "核销时按位置核对距离，坐标请以地图为准"]}
      confirmText={branch ? "保存修改" : "登记门店"}
      reason={branch ? "required" : "none"}
      initialValues={initialOf(merchant, branch)}
      onConfirm={async ({ reason, isActive = true, ...typed }) => {
        const fields = fieldsOf(typed);
        if (branch === null) await create.mutateAsync({ merchantId: merchant.id, ...fields });
        else await update.mutateAsync({ merchantId: merchant.id, branchId: branch.id, ...fields, isActive, reason });
        message.success("已保存");
      }}
    >
      <Form.Item
        name="name"
        label="门店名称"
        rules={[{ required: true, min: 2, max: 60, message: "请填写 2 至 60 个字" }]}
      >
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item
        name="address"
        label="地址"
        rules={[{ required: true, min: 4, max: 120, message: "请填写 4 至 120 个字" }]}
      >
        <Input maxLength={120} />
      </Form.Item>
      <div style={{ display: "grid", gridTemplateColumns: "1fr 1fr", gap: "0 16px" }}>
        <Form.Item
          name="lng"
          label="经度"
          rules={[{ required: true, message: "请填写经度" }, { validator: checkWith(lngE6) }]}
        >
          <Input inputMode="decimal" placeholder="117.120128" />
        </Form.Item>
        <Form.Item
          name="lat"
          label="纬度"
          rules={[{ required: true, message: "请填写纬度" }, { validator: checkWith(latE6) }]}
        >
          <Input inputMode="decimal" placeholder="36.652069" />
        </Form.Item>
        <TypedPlace merchant={merchant} branch={branch} />
        <Form.Item name="phone" label="电话">
          <Input maxLength={20} />
        </Form.Item>
        <Form.Item name="openingHours" label="营业时间">
          <Input maxLength={60} placeholder="08:00-20:00" />
        </Form.Item>
      </div>
      <ServicesField />
      {branch ? (
        <Form.Item name="isActive" valuePropName="checked">
          <Checkbox>营业中（停业的门店不能核销，会员也看不到）</Checkbox>
        </Form.Item>
      ) : null}
    </Reasoned>
  );
}

/** Where the typed coordinates are, beside the merchant's other branches and the middle of its city. */
function TypedPlace({ merchant, branch }: Pick<Props, "merchant" | "branch">) {
  const lng = coordinateOf(lngE6, Form.useWatch("lng"));
  const lat = coordinateOf(latE6, Form.useWatch("lat"));
  const name = Form.useWatch("name") || "这家门店";
  const address = Form.useWatch("address") || "地址还没有填写";
  const city = findCity(merchant.cityCode);
  const id = branch?.id ?? "new";
  const typed = { id, name, address, isActive: true };
  const place = lng === null || lat === null ? null : { ...typed, lngE6: lng, latE6: lat };
  const all = (shown: Shown) =>
    branch ? merchant.branches.map((one) => (one.id === id ? shown : one)) : [...merchant.branches, shown];
  return (
    <Form.Item label="在地图上" style={{ gridColumn: "1 / -1" }}>
      {place ? (
        <BranchMap branches={all(place)} chosen={id} {...(city && { around: { lngE6: city.lng, latE6: city.lat } })} />
      ) : (
        <span className="figure-note">填好经度和纬度后，这里显示门店的位置。</span>
      )}
    </Form.Item>
  );
}

/** The coordinate that a text stands for, or null while it is none. */
function coordinateOf(field: typeof lngE6, text?: string): number | null {
  const parsed = field.safeParse(parseDegrees(text ?? ""));
  return parsed.success ? parsed.data : null;
}

function ServicesField() {
  const services = useCall(listServices, {});
  return (
    <Form.Item name="serviceIds" label="提供的服务" rules={[{ required: true, message: "请至少选择一项服务" }]}>
      <Select
        mode="multiple"
        loading={services.isPending}
        options={(services.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      />
    </Form.Item>
  );
}

/** A new branch starts at the centre of its merchant's city. */
function initialOf(merchant: MerchantDto, branch: BranchDto | null): Partial<Typed> {
  if (branch === null) {
    const city = findCity(merchant.cityCode);
    return city ? { lng: degreesText(city.lng), lat: degreesText(city.lat) } : {};
  }
  const { name, address, phone, openingHours, serviceIds, isActive } = branch;
  return {
    ...{ name, address, serviceIds, isActive, lng: degreesText(branch.lngE6), lat: degreesText(branch.latE6) },
    ...(phone && { phone }),
    ...(openingHours && { openingHours }),
  };
}

function fieldsOf({ lng, lat, phone, openingHours, ...typed }: Typed) {
  return {
    ...typed,
    ...(phone && { phone }),
    ...(openingHours && { openingHours }),
    lngE6: parseDegrees(lng) ?? 0,
    latE6: parseDegrees(lat) ?? 0,
  };
}

function checkWith(field: typeof lngE6) {
  return async (_rule: unknown, text?: string) => {
    if (!text) return;
    const value = parseDegrees(text);
    const parsed = field.safeParse(value);
    if (!parsed.success) throw new Error(value === null ? "请填写度数，最多六位小数" : parsed.error.issues[0]?.message);
  };
}
