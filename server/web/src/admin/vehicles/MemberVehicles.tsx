import { listMemberVehicles, type StaffVehicle, type VehicleEnd } from "@club/shared/vehicles";
import { Table } from "antd";
import { useCall } from "../../api/hooks";
import { now } from "../../app/clock";
import { EmptyState, Load } from "../../kit/states";
import { SIDEWAYS } from "../../kit/table/sideways";
import { Day, placeText, StateTag, Time } from "../../kit/values";
import { dueState } from "./words";

/** The vehicles of one member, masked, with what falls due and whether somebody else has the same plate. */
export function MemberVehicles({ memberId }: { memberId: string }) {
  const vehicles = useCall(listMemberVehicles, { memberId });
  return <Load from={vehicles}>{({ items }) => <VehicleTable rows={items} />}</Load>;
}

function VehicleTable({ rows }: { rows: StaffVehicle[] }) {
  return (
    <Table<StaffVehicle>
      size="small"
      rowKey="id"
      dataSource={rows}
      pagination={false}
      {...SIDEWAYS}
      locale={{ emptyText: <EmptyState sentence="这位会员还没有添加车辆。车主可以在小程序的「车辆」里添加。" /> }}
      columns={[
        {
          title: "车牌",
          fixed: "left",
          render: (_value, row) => (
            <span className="row" style={{ flexWrap: "nowrap" }}>
              <span className="num">{row.plateMasked}</span>
              {row.isSharedPlate ? <StateTag text={`${row.holderCount} 人名下`} tone="waiting" /> : null}
            </span>
          ),
        },
        { title: "号牌种类", dataIndex: "plateTypeName" },
        { title: "品牌型号", render: (_value, row) => [row.brand, row.model].filter(Boolean).join(" ") || "未填写" },
        { title: "车辆类型", dataIndex: "useName" },
        { title: "城市", render: (_value, row) => placeText(row.cityCode) },
        { title: "年检有效期至", render: (_value, row) => <Due row={row} end="inspectionValidUntilOn" /> },
        { title: "交强险至", render: (_value, row) => <Due row={row} end="compulsoryUntilOn" /> },
        { title: "商业险至", render: (_value, row) => <Due row={row} end="commercialUntilOn" /> },
        { title: "查违章的资料", render: (_value, row) => identityText(row) },
        { title: "添加时间", render: (_value, row) => <Time at={row.addedAt} /> },
      ]}
    />
  );
}

function Due({ row, end }: { row: StaffVehicle; end: VehicleEnd }) {
  const on = row[end];
  const state = dueState(on, now());
  if (on === null) return <>未填写</>;
  return (
    <span className="row" style={{ flexWrap: "nowrap" }}>
      <Day on={on} />
      {row.estimatedEnds.includes(end) ? <StateTag text="估算" tone="quiet" /> : null}
      {state ? <StateTag text={state.text} tone={state.tone} /> : null}
    </span>
  );
}

function identityText({ hasVin, hasEngineNo }: StaffVehicle): string {
  const has = [...(hasVin ? ["车架号"] : []), ...(hasEngineNo ? ["发动机号"] : [])];
  return has.length === 0 ? "未填写" : `有${has.join("、")}`;
}
