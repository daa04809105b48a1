import { CITIES } from "@club/shared/regions";
import { Button, DatePicker, Input, Select } from "antd";
import dayjs from "dayjs";
import { type ReactNode, useEffect, useState } from "react";
import { useMe } from "../../app/me";
import { SavedFilters } from "./SavedFilters";
import type { Filter } from "./types";
import type { FilterValues } from "./use-url-filters";

type BarProps = {
  /** Name of the list, under which filters are saved. */
  id: string;
  filters: readonly Filter[];
  values: FilterValues;
  change: (values: Record<string, string | undefined>) => void;
  clear: () => void;
  extra?: ReactNode;
};

/** The filters above a table. A city can be chosen only by people of the province; the others see their own anyway. */
export function FilterBar({ id, filters, values, change, clear, extra }: BarProps) {
  const { cityCode } = useMe();
  const shown = filters.filter((filter) => filter.kind !== "city" || cityCode === null);
  return (
    // biome-ignore lint/a11y/useSemanticElements: React 18 does not know <search>
    <div className="row" role="search">
      {shown.map((filter) => (
        <FilterField key={keyOf(filter)} filter={filter} values={values} change={change} />
      ))}
      {Object.keys(values).length > 0 ? (
        <Button type="link" onClick={clear}>
          清除筛选
        </Button>
      ) : null}
      {shown.length > 0 ? <SavedFilters id={id} values={values} change={change} /> : null}
      {extra ? <div className="row push">{extra}</div> : null}
    </div>
  );
}

function keyOf(filter: Filter): string {
  return filter.kind === "days" ? filter.from : filter.name;
}

type FieldProps<F extends Filter> = { filter: F; values: FilterValues; change: BarProps["change"] };

function FilterField({ filter, values, change }: FieldProps<Filter>) {
  switch (filter.kind) {
    case "text":
      return <TextFilter filter={filter} values={values} change={change} />;
    case "choice":
      return (
        <ChoiceFilter {...filter} value={values[filter.name]} change={(value) => change({ [filter.name]: value })} />
      );
    case "city":
      return (
        <ChoiceFilter
          label="城市"
          choices={CITIES.map(({ code, name }) => ({ value: code, label: name }))}
          value={values[filter.name] ?? filter.usual}
          change={(value) => change({ [filter.name]: value })}
          isFixed={filter.usual !== undefined}
        />
      );
    case "days":
      return <DaysFilter filter={filter} values={values} change={change} />;
    case "month":
      return (
        <MonthField
          label={filter.label}
          value={values[filter.name]}
          change={(value) => change({ [filter.name]: value })}
        />
      );
    case "custom":
      return <>{filter.render(values[filter.name], (value) => change({ [filter.name]: value }))}</>;
  }
}

/** Takes what was typed on Enter or when the field is left, so that each letter does not ask the server. */
function TextFilter({ filter, values, change }: FieldProps<Extract<Filter, { kind: "text" }>>) {
  const given = values[filter.name] ?? "";
  const [typed, setTyped] = useState(given);
  useEffect(() => setTyped(given), [given]);
  const take = (text: string) => {
    if (text.trim() !== given) change({ [filter.name]: text.trim() || undefined });
  };
  return (
    <Input.Search
      allowClear
      aria-label={filter.label}
      placeholder={filter.label}
      style={{ width: filter.width ?? 200 }}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onSearch={take}
      onBlur={() => take(typed)}
    />
  );
}

type ChoiceProps = {
  label: string;
  choices: readonly { value: string; label: string }[];
  value: string | undefined;
  change: (value: string | undefined) => void;
  /** One is always chosen. */
  isFixed?: boolean;
};

function ChoiceFilter({ label, choices, value, change, isFixed = false }: ChoiceProps) {
  return (
    <Select
      allowClear={!isFixed}
      showSearch={{ optionFilterProp: "label" }}
      aria-label={label}
      placeholder={label}
      style={{ minWidth: 136 }}
      popupMatchSelectWidth={false}
      options={[...choices]}
      {...(value !== undefined && { value })}
      key={value === undefined ? "none" : "some"}
      onChange={(next: string | undefined) => change(next)}
    />
  );
}

function DaysFilter({ filter, values, change }: FieldProps<Extract<Filter, { kind: "days" }>>) {
  const parse = (day: string | undefined) => (day ? dayjs(day) : null);
  return (
    <DatePicker.RangePicker
      allowEmpty={[true, true]}
      placeholder={[`${filter.label}从`, "到"]}
      value={[parse(values[filter.from]), parse(values[filter.to])]}
      onChange={(_range, texts) =>
        change({ [filter.from]: texts?.[0] || undefined, [filter.to]: texts?.[1] || undefined })
      }
    />
  );
}

/** Chooses a month, "2026-11". */
export function MonthField({
  label,
  value,
  change,
  isFixed = false,
}: {
  label: string;
  value: string | undefined;
  change: (value: string | undefined) => void;
  /** There is always a month. */
  isFixed?: boolean;
}) {
  return (
    <DatePicker
      picker="month"
      format="YYYY-MM"
      aria-label={label}
      placeholder={label}
      allowClear={!isFixed}
      value={value ? dayjs(`${value}-01`) : null}
      onChange={(_value, text) => change((Array.isArray(text) ? text[0] : text) || undefined)}
    />
  );
}
