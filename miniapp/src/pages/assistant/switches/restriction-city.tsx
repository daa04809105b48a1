import { updateMyReminderSettings } from "@club/shared/reminders";
import { formatDay } from "@club/shared/time";
import { Text, View } from "@tarojs/components";
import { call } from "../../../lib/request";
import { useAction } from "../../../lib/use-action";
import { ChoiceField } from "../../../ui/choice-field";
import { Notice } from "../../../ui/notice";
import styles from "../assistant.module.scss";
import type { ReminderSettings, SettingsProps } from "./index";

const NONE = "none";

/** The city whose driving restrictions the member wants to hear of; every rule with its source and its last day. */
export function RestrictionCity({ settings, onChanged }: SettingsProps) {
  const { restrictionCityCode, restrictionCities } = settings;
  const choose = useAction(async (choice: string) => {
    const cityCode = choice === NONE ? null : choice;
    onChanged(await call(updateMyReminderSettings, { restrictionCityCode: cityCode }));
  });
  const choices = [
    { key: NONE, title: "不提醒限行" },
    ...restrictionCities.map(({ cityCode, name, summary }) => ({ key: cityCode, title: name, note: summary })),
  ];
  const city = restrictionCities.find(({ cityCode }) => cityCode === restrictionCityCode);
  return (
    <View className={styles.block}>
      <ChoiceField
        label="限行城市"
        value={restrictionCityCode ?? NONE}
        choices={choices}
        onChange={choose.run}
        error={choose.error?.sentence}
        hint="常去有限行的城市时选择"
      />
      {city !== undefined && <CityRule city={city} />}
    </View>
  );
}

function CityRule({ city }: { city: ReminderSettings["restrictionCities"][number] }) {
  return (
    <View>
      {city.isExpired && <Notice tone="warn">这份限行数据已过期，更新前不再提醒，请以当地交警通告为准。</Notice>}
      {!city.isVerified && !city.isExpired && (
        <Notice tone="warn">这份限行数据还没有核对过，请以当地交警通告为准。</Notice>
      )}
      <Text className={styles.note}>{city.summary}</Text>
      <Text className={styles.note}>{`数据有效到 ${formatDay(city.validThrough)}，来源：${city.source}`}</Text>
    </View>
  );
}
