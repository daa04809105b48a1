import type { CallOf } from "@club/shared/http";
import { LICENCE_CLASSES, type LicenceClass, type LicenceView, putMyLicence } from "@club/shared/licences";
import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { call } from "../../../lib/request";
import { useAction } from "../../../lib/use-action";
import { Button } from "../../../ui/button";
import { Checkbox } from "../../../ui/checkbox";
import { classes as classNames } from "../../../ui/classes";
import { DayField } from "../../../ui/day-field";
import { Field } from "../../../ui/field";
import fieldStyles from "../../../ui/field.module.scss";
import { Notice } from "../../../ui/notice";
import { spoken } from "../../../ui/spoken";
import { toast } from "../../../ui/toast";
import styles from "../vehicles.module.scss";

type LicenceFields = {
  classes: LicenceClass[];
  firstIssuedOn: string;
  validUntilOn: string;
  isLongTerm: boolean;
  /** Typed now; what the club has never comes back to the phone. */
  number: string;
};
type LicenceFormProps = { licence: LicenceView | null; onSaved: () => Promise<void> };

/** The few facts of a licence that are reminded of. */
export function LicenceForm({ licence, onSaved }: LicenceFormProps) {
  const [form, setForm] = useState<LicenceFields>(() => fieldsOf(licence));
  const [isChecked, setIsChecked] = useState(false);
  const set = (change: Partial<LicenceFields>) => setForm({ ...form, ...change });
  const save = useAction(async () => {
    await call(putMyLicence, inputOf(form));
    toast("已保存驾驶证");
    await onSaved();
  });
  const own = licenceFaults(form);
  const faults = isChecked ? { ...save.error?.fields, ...own } : {};
  const submit = () => {
    setIsChecked(true);
    if (Object.keys(own).length === 0) save.run();
  };
  return (
    <View>
      <View className={styles.form}>
        <ClassChips chosen={form.classes} onChange={(classes) => set({ classes })} error={faults.classes} />
        <DayField
          label="初次领证日期"
          value={form.firstIssuedOn}
          onChange={(firstIssuedOn) => set({ firstIssuedOn })}
          error={faults.firstIssuedOn}
          hint="决定记分周期从哪一天开始"
        />
        {!form.isLongTerm && (
          <DayField
            label="有效期截止日"
            value={form.validUntilOn}
            onChange={(validUntilOn) => set({ validUntilOn })}
            error={faults.validUntilOn}
          />
        )}
        <Checkbox label="有效期是长期" checked={form.isLongTerm} onChange={(isLongTerm) => set({ isLongTerm })}>
          有效期印的是“长期”
        </Checkbox>
        <Field
          label="证号"
          type="idcard"
          maxLength={20}
          value={form.number}
          onChange={(number) => set({ number })}
          placeholder={licence?.numberMasked ? `已保存 ${licence.numberMasked}` : "身份证号（选填）"}
          error={faults.number}
          hint="只用来判断年龄体检和生日，加密保存"
        />
      </View>
      {save.error && <Notice tone="danger">{save.error.sentence}</Notice>}
      <Button busy={save.isRunning} onClick={submit}>
        保存驾驶证
      </Button>
    </View>
  );
}

type ChipsProps = { chosen: LicenceClass[]; onChange: (chosen: LicenceClass[]) => void; error: string | undefined };

function ClassChips({ chosen, onChange, error }: ChipsProps) {
  const flip = (name: LicenceClass) =>
    onChange(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]);
  return (
    <View className={fieldStyles.field}>
      <Text className={fieldStyles.label}>准驾车型</Text>
      <View className={styles.chips}>
        {LICENCE_CLASSES.map((name) => {
          const isChosen = chosen.includes(name);
          return (
            <View
              key={name}
              className={classNames(styles.chip, isChosen && styles.chosen)}
              onClick={() => flip(name)}
              {...spoken("checkbox", isChosen ? `${name}，已选` : name)}
              aria-checked={isChosen}
            >
              <Text>{name}</Text>
            </View>
          );
        })}
      </View>
      <Text className={error ? fieldStyles.error : fieldStyles.hint}>{error ?? "按驾驶证选择，可以选几个"}</Text>
    </View>
  );
}

function fieldsOf(licence: LicenceView | null): LicenceFields {
  return {
    classes: licence?.classes ?? ["C1"],
    firstIssuedOn: licence?.firstIssuedOn ?? "",
    validUntilOn: licence?.validUntilOn ?? "",
    isLongTerm: licence?.isLongTerm ?? false,
    number: "",
  };
}

function inputOf({
  classes,
  firstIssuedOn,
  validUntilOn,
  isLongTerm,
  number,
}: LicenceFields): CallOf<typeof putMyLicence> {
  const typed = number.trim();
  return {
    classes,
    firstIssuedOn,
    validUntilOn: isLongTerm ? null : validUntilOn,
    ...(typed !== "" && { number: typed }),
  };
}

function licenceFaults(form: LicenceFields): Record<string, string> {
  const checked = putMyLicence.body.safeParse(inputOf(form));
  if (checked.success) return {};
  const faults: Record<string, string> = {};
  for (const { path, message } of checked.error.issues) faults[String(path[0])] ??= message;
  return faults;
}
