import type { OutputOf } from "@club/shared/http";
import { importDrivingRestriction, listDrivingRestrictions, listHolidayYears } from "@club/shared/reminders-data";
import { Alert, Button, Table } from "antd";
import { useNavigate } from "react-router";
import { saveFile } from "../../api/client";
import { useCall } from "../../api/hooks";
import { useMay } from "../../app/me";
import { Section } from "../../kit/Page";
import { EmptyState, Load } from "../../kit/states";
import { SIDEWAYS } from "../../kit/table/sideways";
import { countText, Day, StateTag, Time } from "../../kit/values";
import { Frame } from "./Frame";
import { versionText } from "./words";

type City = OutputOf<typeof listDrivingRestrictions>["items"][number];
type Year = OutputOf<typeof listHolidayYears>["items"][number];

/** The data that due dates and restrictions are computed from, with its source and until when it holds. */
export function DataPage() {
  const cities = useCall(listDrivingRestrictions, {});
  const years = useCall(listHolidayYears, {});
  return (
    <Frame note="过了有效期的限行数据不再提醒；未公布的年份按暂定显示">
      {years.data?.warning ? <Alert type="warning" showIcon title={years.data.warning} /> : null}
      <Section title="限行数据" extra={<Tools kind="restrictions" name="限行数据" items={cities.data?.items} />}>
        <Load from={cities}>{({ items }) => <CityTable rows={items} />}</Load>
      </Section>
      <Section title="节假日安排" extra={<Tools kind="holidays" name="节假日安排" items={years.data?.items} />}>
        <Load from={years}>{({ items }) => <YearTable rows={items} />}</Load>
      </Section>
    </Frame>
  );
}

type ToolsProps = { kind: string; name: string; items: readonly object[] | undefined };

/** The exported file is also the pattern for an import. */
function Tools({ kind, name, items }: ToolsProps) {
  const may = useMay();
  const navigate = useNavigate();
  const save = () =>
    saveFile({
      name: `${name}.json`,
      blob: new Blob([`${JSON.stringify(items, null, 2)}\n`], { type: "application/json" }),
    });
  return (
    <div className="row">
      <Button disabled={items === undefined} onClick={save} aria-label={`导出 JSON：${name}`}>
        导出 JSON
      </Button>
      {may(importDrivingRestriction) ? (
        <Button onClick={() => navigate(`/reminders/data/import?kind=${kind}`)} aria-label={`导入${name}`}>
          导入…
        </Button>
      ) : null}
    </div>
  );
}

function Source({ text }: { text: string }) {
  return <div style={{ maxWidth: 400, whiteSpace: "normal", overflowWrap: "anywhere" }}>{text}</div>;
}

function CityTable({ rows }: { rows: City[] }) {
  return (
    <Table<City>
      size="small"
      rowKey="cityCode"
      dataSource={rows}
      pagination={false}
      {...SIDEWAYS}
      locale={{ emptyText: <EmptyState sentence="还没有限行数据。导入后，会员可以选择城市接收限行提醒。" /> }}
      columns={[
        { title: "城市", fixed: "left", dataIndex: "cityName" },
        {
          title: "状态",
          render: (_value, row) => (
            <StateTag text={row.isExpired ? "已过期，不再提醒" : "有效"} tone={row.isExpired ? "danger" : "done"} />
          ),
        },
        { title: "有效至", render: (_value, row) => <Day on={row.validThrough} /> },
        { title: "规则（条）", align: "right", className: "num", render: (_value, row) => countText(row.rules.length) },
        {
          title: "核对",
          render: (_value, row) => (
            <StateTag text={row.isVerified ? "已核对" : "未核对"} tone={row.isVerified ? "done" : "waiting"} />
          ),
        },
        { title: "来源", render: (_value, row) => <Source text={row.source} /> },
        { title: "版本", render: (_value, row) => versionText(row.version) },
        { title: "导入时间", render: (_value, row) => <Time at={row.updatedAt} /> },
      ]}
    />
  );
}

function YearTable({ rows }: { rows: Year[] }) {
  return (
    <Table<Year>
      size="small"
      rowKey="year"
      dataSource={rows}
      pagination={false}
      {...SIDEWAYS}
      locale={{ emptyText: <EmptyState sentence="还没有节假日安排。导入后，工作日和节日提醒按它计算。" /> }}
      columns={[
        { title: "年份", fixed: "left", className: "num", dataIndex: "year" },
        {
          title: "状态",
          render: (_value, row) => (
            <StateTag text={row.isPublished ? "已公布" : "未公布，暂定"} tone={row.isPublished ? "done" : "waiting"} />
          ),
        },
        {
          title: "放假（天）",
          align: "right",
          className: "num",
          render: (_value, row) => countText(row.holidays.length),
        },
        {
          title: "调休上班（天）",
          align: "right",
          className: "num",
          render: (_value, row) => countText(row.makeupWorkdays.length),
        },
        {
          title: "工作日（天）",
          align: "right",
          className: "num",
          render: (_value, row) => countText(row.workdayCount),
        },
        { title: "来源", render: (_value, row) => <Source text={row.source} /> },
        { title: "版本", render: (_value, row) => versionText(row.version) },
        { title: "导入时间", render: (_value, row) => <Time at={row.updatedAt} /> },
      ]}
    />
  );
}
