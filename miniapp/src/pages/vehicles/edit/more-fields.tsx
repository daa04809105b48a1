import { vinWarning } from "@club/shared/vin";
import { Text, View } from "@tarojs/components";
import { Button } from "../../../ui/button";
import { Checkbox } from "../../../ui/checkbox";
import { DayField } from "../../../ui/day-field";
import { Field } from "../../../ui/field";
import { Notice } from "../../../ui/notice";
import styles from "../vehicles.module.scss";
import type { FieldsProps } from "./vehicle-forms";

const SECRET_HINT = "查询违章时要用；加密保存，只显示最后几位";

/** What violations are found by, and what changes the cycle of inspections. */
export function MoreFields({ form, set, faults, vehicle }: FieldsProps) {
  return (
    <View>
      <View className={styles.form}>
        <Text className={styles.formTitle}>违章查询</Text>
        <SecretField
          label="车架号"
          value={form.vin}
          stored={form.clearsVin ? null : (vehicle?.vinMasked ?? null)}
          maxLength={24}
          onChange={(vin) => set({ vin })}
          onClear={() => set({ vin: "", clearsVin: true })}
          error={faults.vin}
        />
        <VinWarning vin={form.vin} />
        <SecretField
          label="发动机号"
          value={form.engineNo}
          stored={form.clearsEngineNo ? null : (vehicle?.engineNoMasked ?? null)}
          maxLength={24}
          onChange={(engineNo) => set({ engineNo })}
          onClear={() => set({ engineNo: "", clearsEngineNo: true })}
          error={faults.engineNo}
        />
      </View>
      <View className={styles.form}>
        <Text className={styles.formTitle}>影响年检周期（选填）</Text>
        <DayField
          label="出厂日期"
          value={form.manufacturedOn}
          onChange={(manufacturedOn) => set({ manufacturedOn })}
          error={faults.manufacturedOn}
        />
        <Field
          label="座位数"
          type="number"
          maxLength={2}
          value={form.seats}
          onChange={(seats) => set({ seats })}
          error={faults.seats}
        />
        <Checkbox
          label="发生过有人员伤亡的事故"
          checked={form.hadInjuryAccident}
          onChange={(hadInjuryAccident) => set({ hadInjuryAccident })}
        >
          发生过有人员伤亡的事故
        </Checkbox>
        <Checkbox
          label="因非法改装被处罚过"
          checked={form.wasIllegallyModified}
          onChange={(wasIllegallyModified) => set({ wasIllegallyModified })}
        >
          因非法改装被处罚过
        </Checkbox>
      </View>
    </View>
  );
}

/** A wrong check digit is worth a second look, and never keeps anybody from saving. */
function VinWarning({ vin }: { vin: string }) {
  const warning = vinWarning(vin);
  return warning === null ? null : <Notice tone="warn">{warning}</Notice>;
}

type SecretProps = {
  label: string;
  value: string;
  /** What the club has, by its last characters; null = nothing. */
  stored: string | null;
  maxLength: number;
  onChange: (value: string) => void;
  onClear: () => void;
  error: string | undefined;
};

/** A number that never comes back from the club: what is typed takes the place of what is stored. */
function SecretField({ label, value, stored, maxLength, onChange, onClear, error }: SecretProps) {
  const clear = (
    <Button size="sm" kind="plain" label={`清除已保存的${label}`} onClick={onClear}>
      清除
    </Button>
  );
  return (
    <Field
      label={label}
      value={value}
      maxLength={maxLength}
      onChange={onChange}
      placeholder={stored === null ? `行驶证上的${label}` : `已保存 ${stored}`}
      error={error}
      hint={stored === null ? SECRET_HINT : "不修改就留空"}
      {...(stored !== null && { extra: clear })}
    />
  );
}
