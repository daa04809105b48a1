import { formatMemberNo } from "@club/shared/member-no";
import type { LedgerRow } from "@club/shared/points-admin";
import { cityName } from "@club/shared/regions";
import { formatDay, lastValidDay } from "@club/shared/time";
import { Link } from "react-router";
import type { Column } from "../../kit/table/types";
import { countText, Time, timeText } from "../../kit/values";
import { changeText, PointsChange } from "./words";

type MemberLine = LedgerRow["member"];

/** "欧*（131****0000）", else the number. */
export function memberText({ name, phone, memberNo }: MemberLine): string {
  if (name === null && phone === null) return memberNo === "" ? "已注销会员" : formatMemberNo(memberNo);
  return name === null ? (phone ?? "") : phone === null ? name : `${name}（${phone}）`;
}

export function AccountLink({ member }: { member: MemberLine }) {
  return <Link to={`/points/accounts/${encodeURIComponent(member.id)}`}>{memberText(member)}</Link>;
}

const BOOKS: Readonly<Record<string, string>> = {
  "club:issued": "俱乐部发放",
  "club:spent": "积分消费",
  "club:lapsed": "到期失效",
};

function bookText(book: string): string {
  return BOOKS[book] ?? "会员账户";
}

/** Pages of what a posting belongs to. */
const REFERRED: Readonly<Record<string, { page: string; name: string }>> = {
  "mall-order": { page: "/mall/orders", name: "查看订单" },
  "order-completed": { page: "/mall/orders", name: "查看订单" },
  "redemption-rated": { page: "/redemptions", name: "查看核销" },
};

function noteText({ note, lapsedPoints }: LedgerRow): string {
  const lapsed = lapsedPoints > 0 ? `其中 ${countText(lapsedPoints)} 积分已过期，不再恢复` : "";
  return [note, lapsed].filter(Boolean).join("；");
}

function lotsText({ lots }: LedgerRow): string {
  return lots.map(({ lastDay, points }) => `${formatDay(lastDay)}到期 ${countText(points)}`).join("，");
}

function Note({ row }: { row: LedgerRow }) {
  const referred = REFERRED[row.ref.kind];
  const text = noteText(row);
  if (!referred) return <>{text || "—"}</>;
  return <Link to={`${referred.page}/${encodeURIComponent(row.ref.id)}`}>{text || referred.name}</Link>;
}

/** The postings of one member. */
export const ACCOUNT_ROW_COLUMNS: readonly Column<LedgerRow>[] = [
  { key: "at", title: "时间", text: (row) => timeText(row.at), render: (row) => <Time at={row.at} /> },
  { key: "reason", title: "原因", text: (row) => row.reasonName },
  {
    key: "points",
    title: "变动（积分）",
    align: "right",
    text: (row) => changeText(row.points),
    render: (row) => <PointsChange points={row.points} />,
  },
  { key: "balance", title: "余额（积分）", align: "right", text: (row) => countText(row.balanceAfterPoints) },
  { key: "note", title: "说明", text: noteText, render: (row) => <Note row={row} /> },
  {
    key: "expires",
    title: "有效至",
    text: (row) => (row.expiresAt === null ? "" : formatDay(lastValidDay(new Date(row.expiresAt)))),
  },
  { key: "lots", title: "批次", text: lotsText },
  { key: "from", title: "从", text: (row) => bookText(row.from), isExtra: true },
  { key: "to", title: "到", text: (row) => bookText(row.to), isExtra: true },
  { key: "reverses", title: "退回的流水", text: (row) => row.reversesId ?? "", isExtra: true },
  { key: "id", title: "流水号", text: (row) => row.id, isExtra: true },
];

const [AT, ...REST] = ACCOUNT_ROW_COLUMNS as [Column<LedgerRow>, ...Column<LedgerRow>[]];

/** The postings of many members. */
export const LEDGER_COLUMNS: readonly Column<LedgerRow>[] = [
  AT,
  {
    key: "member",
    title: "会员",
    text: (row) => memberText(row.member),
    render: (row) => <AccountLink member={row.member} />,
  },
  ...REST,
  { key: "city", title: "城市", text: (row) => cityName(row.cityCode) },
];
