import { formatPoints } from "@club/shared/points";
import { addVehicle, updateVehicle, type VehicleView } from "@club/shared/vehicles";
import { View } from "@tarojs/components";
import { useState } from "react";
import { back, replace } from "../../../lib/nav";
import { callOnce } from "../../../lib/once";
import { call } from "../../../lib/request";
import { type Action, useAction } from "../../../lib/use-action";
import { Button } from "../../../ui/button";
import { Notice } from "../../../ui/notice";
import { Page } from "../../../ui/page";
import { toast } from "../../../ui/toast";
import { additionOf, changesOf, EMPTY_FORM, type Faults, faultsOf, formOf, type VehicleForm } from "../vehicle-form";
import { DateFields } from "./date-fields";
import { IdentityFields } from "./identity-fields";
import { MoreFields } from "./more-fields";

/** A new vehicle. What is saved once is not saved twice, whatever the network does. */
export function AddVehicleForm() {
  const [form, setForm] = useState<VehicleForm>(EMPTY_FORM);
  const save = useAction(async () => {
    const { vehicle, earnedPoints } = await callOnce(addVehicle, additionOf(form), { intent: "add-vehicle" });
    toast(earnedPoints === null ? "已添加车辆" : `已添加车辆，获得 ${formatPoints(earnedPoints)}`);
    replace("vehicle", { id: vehicle.id });
  });
  return <VehicleFields form={form} setForm={setForm} vehicle={null} asOf={null} save={save} />;
}

/** A vehicle to correct; only what was changed is sent. */
export function ChangeVehicleForm({ vehicle, asOf }: { vehicle: VehicleView; asOf: Date | null }) {
  const [form, setForm] = useState<VehicleForm>(() => formOf(vehicle));
  const save = useAction(async () => {
    const changes = changesOf(form, vehicle);
    if (Object.keys(changes).length > 0) await call(updateVehicle, { ...changes, vehicleId: vehicle.id });
    toast("已保存");
    back();
  });
  return <VehicleFields form={form} setForm={setForm} vehicle={vehicle} asOf={asOf} save={save} />;
}

export type FieldsProps = {
  form: VehicleForm;
  set: (change: Partial<VehicleForm>) => void;
  faults: Faults;
  vehicle: VehicleView | null;
};
type VehicleFieldsProps = {
  form: VehicleForm;
  setForm: (form: VehicleForm) => void;
  vehicle: VehicleView | null;
  /** Set when the vehicle was remembered. */
  asOf: Date | null;
  save: Action<[]>;
};

function VehicleFields({ form, setForm, vehicle, asOf, save }: VehicleFieldsProps) {
  const [isChecked, setIsChecked] = useState(false);
  const own = faultsOf(form, vehicle);
  const faults = isChecked ? { ...save.error?.fields, ...own } : {};
  const submit = () => {
    setIsChecked(true);
    if (Object.keys(own).length === 0) save.run();
  };
  const fields: FieldsProps = { form, set: (change) => setForm({ ...form, ...change }), faults, vehicle };
  const isWrong = isChecked && Object.keys(own).length > 0;
  return (
    <Page
      asOf={asOf}
      footer={
        <Button busy={save.isRunning} onClick={submit}>
          保存
        </Button>
      }
    >
      <IdentityFields {...fields} />
      <DateFields {...fields} />
      <MoreFields {...fields} />
      <View>
        {isWrong && <Notice tone="danger">有内容需要修改，请看标红的地方。</Notice>}
        {save.error && <Notice tone="danger">{save.error.sentence}</Notice>}
      </View>
    </Page>
  );
}
