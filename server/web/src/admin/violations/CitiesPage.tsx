import {
  clearViolationCity,
  listViolationCities,
  overrideViolationCity,
  VIOLATION_PROVIDER_NAMES,
  type ViolationCity,
} from "@club/shared/violations-admin";
import { App, Button, Table } from "antd";
import { useState } from "react";
import { useAction, useCall } from "../../api/hooks";
import { useMay, whoMay } from "../../app/me";
import { Section } from "../../kit/Page";
import { Reasoned } from "../../kit/Reasoned";
import { EmptyState, Load } from "../../kit/states";
import { ACTION_COLUMN, SIDEWAYS } from "../../kit/table/sideways";
import { StateTag, Time } from "../../kit/values";
import { Frame } from "./Frame";
import { OverrideCity } from "./OverrideCity";
import { CITY_SOURCES, digitsText } from "./words";

type Open = { row: ViolationCity; change: "override" | "clear" };

/** What each city asks for at each provider, and what staff have set instead. */
export function CitiesPage() {
  const may = useMay();
  const cities = useCall(listViolationCities, {});
  const [open, setOpen] = useState<Open | null>(null);
  const canEdit = may(overrideViolationCity);
  const close = () => setOpen(null);
  return (
    <Frame note={canEdit ? "人工设置优先于供应商的要求" : `${whoMay(overrideViolationCity)}可以修改`}>
      <Section>
        <Load from={cities}>{({ items }) => <CityTable rows={items} onOpen={canEdit ? setOpen : null} />}</Load>
      </Section>
      {open?.change === "override" ? <OverrideCity city={open.row} onClose={close} /> : null}
      {open?.change === "clear" ? <ClearCity city={open.row} onClose={close} /> : null}
    </Frame>
  );
}

type TableProps = { rows: ViolationCity[]; onOpen: ((open: Open) => void) | null };

function CityTable({ rows, onOpen }: TableProps) {
  const providers = [...new Set(rows.map((row) => row.provider))];
  const provinces = [...new Set(rows.map((row) => row.prefix.charAt(0)))];
  return (
    <Table<ViolationCity>
      size="small"
      sticky
      rowKey={(row) => `${row.provider}${row.prefix}`}
      dataSource={rows}
      pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false, size: "small" }}
      {...SIDEWAYS}
      locale={{ emptyText: <EmptyState sentence="还没有配置供应商，配置后这里列出各城市的要求。" /> }}
      columns={[
        {
          title: "城市",
          fixed: "left",
          filters: provinces.map((province) => ({ text: province, value: province })),
          onFilter: (value, row) => row.prefix.startsWith(String(value)),
          render: (_value, row) => `${row.cityName} ${row.prefix}`,
        },
        {
          title: "供应商",
          filters: providers.map((provider) => ({ text: VIOLATION_PROVIDER_NAMES[provider], value: provider })),
          onFilter: (value, row) => row.provider === value,
          render: (_value, row) => VIOLATION_PROVIDER_NAMES[row.provider],
        },
        { title: "城市代码", className: "num", render: (_value, row) => row.providerCity ?? "未知" },
        { title: "车架号", render: (_value, row) => digitsText(row.vinDigits) },
        { title: "发动机号", render: (_value, row) => digitsText(row.engineDigits) },
        {
          title: "查询",
          render: (_value, row) => (
            <StateTag text={row.isOpen ? "开放" : "不能查"} tone={row.isOpen ? "done" : "waiting"} />
          ),
        },
        {
          title: "依据",
          render: (_value, row) => (
            <StateTag text={CITY_SOURCES[row.source].text} tone={CITY_SOURCES[row.source].tone} />
          ),
        },
        { title: "时间", render: (_value, row) => <Time at={row.asOf} /> },
        ...(onOpen
          ? [
              {
                ...ACTION_COLUMN,
                render: (_value: unknown, row: ViolationCity) => <Actions row={row} onOpen={onOpen} />,
              },
            ]
          : []),
      ]}
    />
  );
}

function Actions({ row, onOpen }: { row: ViolationCity; onOpen: (open: Open) => void }) {
  const name = `${row.cityName}（${VIOLATION_PROVIDER_NAMES[row.provider]}）`;
  return (
    <>
      <Button type="link" aria-label={`设置${name}`} onClick={() => onOpen({ row, change: "override" })}>
        设置
      </Button>
      {row.source === "override" ? (
        <Button type="link" aria-label={`撤销${name}的人工设置`} onClick={() => onOpen({ row, change: "clear" })}>
          撤销
        </Button>
      ) : null}
    </>
  );
}

function ClearCity({ city, onClose }: { city: ViolationCity; onClose: () => void }) {
  const clear = useAction(clearViolationCity);
  const { message } = App.useApp();
  const { provider, prefix, cityName } = city;
  return (
    <Reasoned
      isOpen
      onClose={onClose}
      title={`撤销人工设置：${cityName}`}
      consequence={["下一次查询起按供应商的要求", "人工设置的内容仍在审计记录里"]}
      confirmText="撤销人工设置"
      reason="none"
      onConfirm={async () => {
        await clear.mutateAsync({ provider, prefix });
        message.success("已恢复供应商的要求");
      }}
    />
  );
}
