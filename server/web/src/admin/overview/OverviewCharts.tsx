import { formatFen } from "@club/shared/money";
import type { OverviewView } from "@club/shared/overview";
import { cityName } from "@club/shared/regions";
import { formatDay } from "@club/shared/time";
import { useMemo } from "react";
import { BarFigure } from "../../kit/BarFigure";
import { monthText, timeText } from "../../kit/values";

/** The month by day; the day by hour, by city, by service. */
export function OverviewCharts({ overview }: { overview: OverviewView }) {
  const { on, month, byCity, byService, byHour, byDay, asOf } = overview;
  const counted = `${formatDay(on)}，${timeText(asOf).slice(11)} 统计`;
  const cityBars = useMemo(
    () =>
      byCity.map((row) => ({ label: cityName(row.cityCode), value: row.redeemedCount, note: formatFen(row.clubFen) })),
    [byCity],
  );
  const serviceBars = useMemo(
    () => byService.map((row) => ({ label: row.serviceName, value: row.redeemedCount, note: formatFen(row.clubFen) })),
    [byService],
  );
  const hourBars = useMemo(() => byHour.map((value, hour) => ({ label: `${hour}时`, value })), [byHour]);
  const dayBars = useMemo(
    () =>
      byDay.map((row) => ({
        label: `${Number(row.on.slice(8))}日`,
        value: row.redeemedCount,
        note: formatFen(row.clubFen),
      })),
    [byDay],
  );
  return (
    <>
      <BarFigure
        title={`${monthText(month)}每天`}
        unit="笔"
        asOf={counted}
        bars={dayBars}
        emptyText="这个月还没有核销。"
      />
      <BarFigure title="按小时" unit="笔" asOf={counted} bars={hourBars} emptyText="这一天还没有核销。" />
      <div style={TWO}>
        <BarFigure title="按城市" unit="笔" asOf={counted} bars={cityBars} isLying emptyText="这一天各市还没有核销。" />
        <BarFigure
          title="按服务"
          unit="笔"
          asOf={counted}
          bars={serviceBars}
          isLying
          emptyText="这一天还没有服务被核销。"
        />
      </div>
    </>
  );
}

const TWO = { display: "grid", gridTemplateColumns: "repeat(auto-fit, minmax(400px, 1fr))", gap: 16 } as const;
