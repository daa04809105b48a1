import { Button, Skeleton, Table } from "antd";
import { useEffect, useRef, useState } from "react";
import { useMode } from "../app/mode";
import { Section } from "./Page";
import { EmptyState } from "./states";
import { CHART_COLOURS } from "./theme";
import { countText } from "./values";

type Bar = { label: string; value: number; note?: string };
type BarFigureProps = {
  title: string;
  /** Unit of the values, e.g. "笔". */
  unit: string;
  /** When the data was counted, in words. */
  asOf: string;
  bars: readonly Bar[];
  /** Bars that lie, for names; upright ones are for time. */
  isLying?: boolean;
  emptyText: string;
  /** How a value is written where it stands alone, e.g. as money; usually a count. */
  valueText?: (value: number) => string;
};

const ROW_PX = 32;
const UPRIGHT_PX = 240;

/** One series of bars from zero with its values written at them; the same figures as a table one click away. */
export function BarFigure(props: BarFigureProps) {
  const [isTable, setTable] = useState(false);
  const { title, unit, asOf, bars, emptyText, valueText = countText } = props;
  const isEmpty = bars.every((bar) => bar.value === 0);
  return (
    <Section
      title={title}
      extra={
        <Button type="link" onClick={() => setTable(!isTable)}>
          {isTable ? "看图" : "看表"}
        </Button>
      }
    >
      {isTable ? (
        <BarTable bars={bars} unit={unit} valueText={valueText} />
      ) : isEmpty ? (
        <EmptyState sentence={emptyText} />
      ) : (
        <Bars {...props} />
      )}
      <div className="figure-note chart-note">{asOf}</div>
    </Section>
  );
}

type TableProps = Required<Pick<BarFigureProps, "bars" | "unit" | "valueText">>;

function BarTable({ bars, unit, valueText }: TableProps) {
  return (
    <Table<Bar>
      size="small"
      rowKey="label"
      pagination={false}
      dataSource={[...bars]}
      columns={[
        { title: "名称", dataIndex: "label" },
        { title: `数量（${unit}）`, dataIndex: "value", align: "right", className: "num", render: valueText },
        { title: "说明", dataIndex: "note" },
      ]}
    />
  );
}

function Bars({ title, unit, bars, isLying = false, valueText }: BarFigureProps) {
  const box = useRef<HTMLDivElement>(null);
  const mode = useMode();
  const [isReady, setReady] = useState(false);
  const height = isLying ? bars.length * ROW_PX + 16 : UPRIGHT_PX;
  useEffect(() => {
    let isShown = true;
    let end: (() => void) | undefined;
    void import("./chart-engine").then(({ startChart }) => {
      if (!isShown || !box.current) return;
      const chart = startChart(box.current, null, { renderer: "svg" });
      chart.setOption(barOption({ bars, unit, isLying, valueText, ink: mode === "dark" ? "#E8EBEF" : "#1B2430" }));
      const watcher = new ResizeObserver(() => chart.resize());
      watcher.observe(box.current);
      end = () => {
        watcher.disconnect();
        chart.dispose();
      };
      setReady(true);
    });
    return () => {
      isShown = false;
      end?.();
    };
  }, [bars, unit, isLying, valueText, mode]);
  return (
    <>
      {isReady ? null : <Skeleton.Node active style={{ width: "100%", height }} />}
      <div
        ref={box}
        role="img"
        aria-label={spoken({ title, unit, bars, valueText })}
        style={{ height, display: isReady ? "block" : "grid" }}
      />
    </>
  );
}

type Said = { unit: string; valueText: BarFigureProps["valueText"] };

/** A value with its unit, where it stands in a sentence. */
function said(value: number, { unit, valueText }: Said): string {
  return valueText ? valueText(value) : `${countText(value)} ${unit}`;
}

function spoken({ title, bars, ...how }: Said & Pick<BarFigureProps, "title" | "bars">): string {
  const parts = bars.filter((bar) => bar.value > 0).map((bar) => `${bar.label} ${said(bar.value, how)}`);
  return `${title}：${parts.join("，")}`;
}

type OptionInput = Said & { bars: readonly Bar[]; isLying: boolean; ink: string };

function barOption({ bars, isLying, ink, ...how }: OptionInput) {
  const names = {
    type: "category" as const,
    data: bars.map((bar) => bar.label),
    inverse: isLying,
    axisTick: { show: false },
    axisLine: { show: !isLying, lineStyle: { color: "#8A94A3" } },
    axisLabel: { color: ink, fontSize: 13 },
  };
  const values = { type: "value" as const, min: 0, minInterval: 1, show: false };
  const series = {
    type: "bar" as const,
    data: bars.map((bar) => bar.value),
    barMaxWidth: 20,
    itemStyle: { color: CHART_COLOURS[0], borderRadius: 2 },
    label: {
      show: true,
      position: isLying ? ("right" as const) : ("top" as const),
      color: ink,
      formatter: ({ value }: { value: unknown }) =>
        Number(value) > 0 ? (how.valueText ?? countText)(Number(value)) : "",
    },
  };
  return {
    animationDuration: 200,
    grid: { left: 0, right: isLying ? 56 : 0, top: isLying ? 0 : 24, bottom: 0, containLabel: true },
    tooltip: {
      trigger: "axis" as const,
      axisPointer: { type: "shadow" as const },
      valueFormatter: (value: unknown) => said(Number(value), how),
    },
    xAxis: isLying ? values : names,
    yAxis: isLying ? names : values,
    series: [series],
  };
}
