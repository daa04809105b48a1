import { Text, View } from "@tarojs/components";
import { DayField } from "../../../ui/day-field";
import styles from "../vehicles.module.scss";
import type { FieldsProps } from "./vehicle-forms";

/** The days that are reminded of, as they are printed on the licence of the vehicle and on the policies. */
export function DateFields({ form, set, faults }: FieldsProps) {
  return (
    <View className={styles.form}>
      <Text className={styles.formTitle}>到期提醒</Text>
      <DayField
        label="注册日期"
        value={form.registeredOn}
        onChange={(registeredOn) => set({ registeredOn })}
        error={faults.registeredOn}
        hint="行驶证正页；没有检验有效期时用来估算年检"
      />
      <DayField
        label="检验有效期至"
        isMonth
        value={form.inspectionMonth}
        onChange={(inspectionMonth) => set({ inspectionMonth })}
        error={faults.inspectionValidUntilOn}
        hint="行驶证副页印的年月，以它为准"
      />
      <DayField
        label="交强险到期日"
        value={form.compulsoryUntilOn}
        onChange={(compulsoryUntilOn) => set({ compulsoryUntilOn })}
        error={faults.compulsoryUntilOn}
      />
      <DayField
        label="商业险到期日"
        value={form.commercialUntilOn}
        onChange={(commercialUntilOn) => set({ commercialUntilOn })}
        error={faults.commercialUntilOn}
      />
    </View>
  );
}
