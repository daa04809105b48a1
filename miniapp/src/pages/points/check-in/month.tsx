import type { CheckInCalendar } from "@club/shared/points-account";
import { Text, View } from "@tarojs/components";
import { classes } from "../../../ui/classes";
import { spoken } from "../../../ui/spoken";
import styles from "../points.module.scss";
import { weeksOf } from "../points-texts";

const WEEKDAYS = ["一", "二", "三", "四", "五", "六", "日"];

/** A month with the days checked in and what each gave. */
export function Month({ calendar }: { calendar: CheckInCalendar }) {
  const given = new Map(calendar.days.map(({ on, points }) => [on, points]));
  const sum = `${Number(calendar.month.slice(5))}月签到 ${calendar.days.length} 天`;
  return (
    <View {...spoken("img", sum)}>
      <View className={styles.week}>
        {WEEKDAYS.map((name) => (
          <Text key={name} className={styles.weekday}>
            {name}
          </Text>
        ))}
      </View>
      {weeksOf(calendar.month).map((week, index) => (
        <View key={week.find((day) => day !== null) ?? index} className={styles.week}>
          {week.map((day, place) => (
            <Day key={WEEKDAYS[place]} day={day} isToday={day === calendar.today} points={given.get(day ?? "")} />
          ))}
        </View>
      ))}
    </View>
  );
}

type DayProps = { day: string | null; isToday: boolean; points: number | undefined };

function Day({ day, isToday, points }: DayProps) {
  if (day === null) return <View className={styles.day} />;
  const isChecked = points !== undefined;
  return (
    <View className={styles.day}>
      <View className={classes(styles.dayNumber, isToday && styles.today, isChecked && styles.checked)}>
        <Text>{String(Number(day.slice(8)))}</Text>
      </View>
      {isChecked && <Text className={styles.dayPoints}>{`+${points}`}</Text>}
    </View>
  );
}
