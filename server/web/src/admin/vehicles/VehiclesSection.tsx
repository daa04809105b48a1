import { getMember } from "@club/shared/member-admin";
import { formatDay, shanghaiDay } from "@club/shared/time";
import { listSharedPlates } from "@club/shared/vehicles";
import { Button } from "antd";
import { useMemo } from "react";
import { useNavigate } from "react-router";
import { useMay } from "../../app/me";
import { Page, Section } from "../../kit/Page";
import { CursorTable } from "../../kit/table/CursorTable";
import type { Column, RowOf } from "../../kit/table/types";
import { countText, placeText, Time, timeText } from "../../kit/values";

type SharedPlate = RowOf<typeof listSharedPlates>;

const COLUMNS: readonly Column<SharedPlate>[] = [
  {
    key: "plate",
    title: "车牌",
    text: (row) => row.plateMasked,
    render: (row) => <span className="num">{row.plateMasked}</span>,
  },
  { key: "city", title: "城市", text: (row) => placeText(row.cityCode) },
  { key: "holders", title: "会员（位）", text: (row) => countText(row.holderCount), align: "right" },
  {
    key: "since",
    title: "出现于",
    text: (row) => timeText(row.sharedSince),
    render: (row) => <Time at={row.sharedSince} />,
  },
];

/** 车辆: plates that stand in the garages of several members. It is allowed, and worth a look. */
export default function VehiclesSection() {
  const may = useMay();
  const canOpen = may(getMember);
  const columns = useMemo(() => [...COLUMNS, holdersColumn(canOpen)], [canOpen]);
  return (
    <Page title="车辆" note="同一个车牌在多位会员名下，最近出现的在前；家人共用一辆车是允许的">
      <Section>
        <CursorTable
          id="shared-plates"
          name="多人名下的车牌"
          endpoint={listSharedPlates}
          columns={columns}
          rowKey={(row) => row.id}
          empty={{ sentence: "还没有车牌同时在多位会员名下。出现后会列在这里；一位会员的车辆请在会员页面查看。" }}
        />
      </Section>
    </Page>
  );
}

/** Who has the plate: the garages in the order in which it came into them. */
function holdersColumn(canOpen: boolean): Column<SharedPlate> {
  return {
    key: "vehicles",
    title: "在谁名下（添加时间）",
    text: (row) => row.vehicles.map(({ addedAt }, index) => holderText(index, addedAt)).join("；"),
    render: (row) => <Holders row={row} canOpen={canOpen} />,
  };
}

function holderText(index: number, addedAt: string): string {
  return `会员 ${index + 1} · ${formatDay(shanghaiDay(new Date(addedAt)))}`;
}

function Holders({ row: { vehicles, holderCount }, canOpen }: { row: SharedPlate; canOpen: boolean }) {
  const navigate = useNavigate();
  return (
    <span className="row">
      {vehicles.map(({ vehicleId, memberId, addedAt }, index) =>
        canOpen ? (
          <Button
            key={vehicleId}
            type="link"
            size="small"
            onClick={() => navigate(`/members/${encodeURIComponent(memberId)}?tab=vehicles`)}
          >
            {holderText(index, addedAt)}
          </Button>
        ) : (
          <Time key={vehicleId} at={addedAt} />
        ),
      )}
      {holderCount > vehicles.length ? <span className="figure-note">等 {countText(holderCount)} 位</span> : null}
    </span>
  );
}
