import {
  ADJUSTMENT_STATUS_NAMES,
  approvePointsAdjustment,
  createPointsAdjustment,
  listPointsAdjustments,
  type PointsAdjustmentView,
} from "@club/shared/points-admin";
import { cityName } from "@club/shared/regions";
import { Button } from "antd";
import { useMemo, useState } from "react";
import { useMay, useMe } from "../../app/me";
import { Page, Section } from "../../kit/Page";
import { CursorTable } from "../../kit/table/CursorTable";
import type { Column, Filter } from "../../kit/table/types";
import { Time, timeText } from "../../kit/values";
import { AdjustPoints } from "./AdjustPoints";
import { ApproveAdjustment, RejectAdjustment } from "./DecideAdjustment";
import { AccountLink, memberText } from "./ledger-columns";
import { PointsPages } from "./PointsPages";
import { AdjustmentState, changeText, PointsChange } from "./words";

const FILTERS: readonly Filter[] = [
  {
    kind: "choice",
    name: "status",
    label: "状态",
    choices: Object.entries(ADJUSTMENT_STATUS_NAMES).map(([value, label]) => ({ value, label })),
  },
];

const COLUMNS: readonly Column<PointsAdjustmentView>[] = [
  {
    key: "at",
    title: "提交时间",
    text: (row) => timeText(row.createdAt),
    render: (row) => <Time at={row.createdAt} />,
  },
  {
    key: "member",
    title: "会员",
    text: (row) => memberText(row.member),
    render: (row) => <AccountLink member={row.member} />,
  },
  { key: "city", title: "城市", text: (row) => cityName(row.cityCode) },
  {
    key: "points",
    title: "调整（积分）",
    align: "right",
    text: (row) => changeText(row.points),
    render: (row) => <PointsChange points={row.points} />,
  },
  { key: "reason", title: "原因", text: (row) => row.reason },
  {
    key: "status",
    title: "状态",
    text: (row) => row.statusName,
    render: (row) => <AdjustmentState status={row.status} />,
  },
  { key: "by", title: "提交人", text: (row) => row.createdBy.name ?? "" },
  { key: "decided", title: "复核", text: decisionText },
];

function decisionText(row: PointsAdjustmentView): string {
  if (row.status === "pending") return "";
  if (row.decidedBy === null) return "限额以内，不需要复核";
  const why = row.decisionReason ? `：${row.decisionReason}` : "";
  return `${row.decidedBy.name ?? "另一人"} ${timeText(row.decidedAt)}${why}`;
}

type Open = { kind: "approve" | "reject"; row: PointsAdjustmentView } | { kind: "new" } | null;

/** 人工调整: what was added or taken by hand, and what waits for a second pair of eyes. */
export function AdjustmentsPage() {
  const may = useMay();
  const me = useMe();
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const mayDecide = may(approvePointsAdjustment);
  const columns = useMemo(() => {
    const decide: Column<PointsAdjustmentView> = {
      key: "decide",
      title: "操作",
      isAction: true,
      text: () => "",
      render: (row) => <Decide row={row} isOwn={row.createdBy.id === me.id} onOpen={setOpen} />,
    };
    return mayDecide ? [...COLUMNS, decide] : COLUMNS;
  }, [mayDecide, me.id]);
  const create = may(createPointsAdjustment) ? (
    <Button type="primary" onClick={() => setOpen({ kind: "new" })}>
      新建人工调整
    </Button>
  ) : null;
  return (
    <Page title="积分" note="超过设定积分数的调整，由提交人以外的一位复核后才生效" actions={create}>
      <PointsPages />
      <Section>
        <CursorTable
          id="points-adjustments"
          name="积分人工调整"
          endpoint={listPointsAdjustments}
          columns={columns}
          filters={FILTERS}
          rowKey={(row) => row.id}
          empty={{ sentence: "还没有人工调整。补发或扣回积分时在这里登记，原因会留在审计记录里。" }}
        />
      </Section>
      {open?.kind === "new" ? <AdjustPoints onClose={close} /> : null}
      {open?.kind === "approve" ? <ApproveAdjustment adjustment={open.row} onClose={close} /> : null}
      {open?.kind === "reject" ? <RejectAdjustment adjustment={open.row} onClose={close} /> : null}
    </Page>
  );
}

type DecideProps = { row: PointsAdjustmentView; isOwn: boolean; onOpen: (open: Open) => void };

/** One's own adjustment is somebody else's to decide. */
function Decide({ row, isOwn, onOpen }: DecideProps) {
  if (row.status !== "pending") return <>—</>;
  if (isOwn) return <span>请另一人复核</span>;
  return (
    <span className="row">
      <Button size="small" onClick={() => onOpen({ kind: "approve", row })}>
        通过…
      </Button>
      <Button size="small" danger onClick={() => onOpen({ kind: "reject", row })}>
        驳回…
      </Button>
    </span>
  );
}
