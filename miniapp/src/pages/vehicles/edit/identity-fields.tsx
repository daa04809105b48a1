import { plateTypeName, plateTypesFor } from "@club/shared/plate-types";
import { formatPlate } from "@club/shared/plates";
import { ENERGIES, ENERGY_NAMES, type Energy, USE_CATEGORY_NAMES, type VehicleView } from "@club/shared/vehicles";
import { Text, View } from "@tarojs/components";
import { ChoiceField } from "../../../ui/choice-field";
import { Field } from "../../../ui/field";
import { PlateInput } from "../../../ui/plate-input";
import { withIdentity } from "../vehicle-form";
import styles from "../vehicles.module.scss";
import type { FieldsProps } from "./vehicle-forms";

type Use = VehicleView["use"];
const USES = (Object.keys(USE_CATEGORY_NAMES) as Use[]).map((key) => ({ key, title: USE_CATEGORY_NAMES[key] }));
const ENERGY_CHOICES: { key: Energy; title: string }[] = ENERGIES.map((key) => ({ key, title: ENERGY_NAMES[key] }));

/** The plate and what kind of vehicle it is. A plate does not change: another plate is another vehicle. */
export function IdentityFields({ form, set, faults, vehicle }: FieldsProps) {
  const types = plateTypesFor(form.plate, form.use).map((key) => ({ key, title: plateTypeName(key) }));
  return (
    <View className={styles.form}>
      {vehicle === null && (
        <PlateInput value={form.plate} onChange={(plate) => set(withIdentity(form, { plate }))} error={faults.plate} />
      )}
      {vehicle !== null && (
        <View className={styles.row}>
          <Text className={styles.plate}>{formatPlate(vehicle.plate)}</Text>
          <Text className={styles.note}>车牌不能修改；换了号牌，请删除后重新添加。</Text>
        </View>
      )}
      {types.length > 0 && (
        <ChoiceField
          label="号牌种类"
          value={form.plateType}
          choices={types}
          onChange={(plateType) => set({ plateType })}
          error={faults.plateType}
          hint="按车牌和车辆类型判断，请对照行驶证"
        />
      )}
      <ChoiceField
        label="车辆类型"
        value={form.use}
        choices={USES}
        onChange={(use) => set(withIdentity(form, { use }))}
        error={faults.use}
        hint="决定多久年检一次"
      />
      <Field
        label="品牌"
        value={form.brand}
        maxLength={20}
        onChange={(brand) => set({ brand })}
        placeholder="例如 比亚迪（选填）"
        error={faults.brand}
      />
      <Field
        label="车型"
        value={form.model}
        maxLength={30}
        onChange={(model) => set({ model })}
        placeholder="例如 秦 PLUS（选填）"
        error={faults.model}
      />
      <Field
        label="昵称"
        value={form.nickname}
        maxLength={12}
        onChange={(nickname) => set({ nickname })}
        placeholder="例如 家里的车（选填）"
        error={faults.nickname}
      />
      <ChoiceField
        label="能源类型"
        value={form.energy}
        choices={ENERGY_CHOICES}
        onChange={(energy) => set({ energy })}
        error={faults.energy}
      />
    </View>
  );
}
