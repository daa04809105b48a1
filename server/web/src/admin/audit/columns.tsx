import type { AuditRow } from "@club/shared/audit";
import type { Role } from "@club/shared/http";
import { Link } from "react-router";
import { ROLE_NAMES } from "../../app/me";
import type { Column } from "../../kit/table/types";
import { placeText, Time, timeText } from "../../kit/values";
import { factsText } from "./facts";
import { actionName, subjectName } from "./words";

/** Where a record of the audit log can be looked at. */
const PAGES: Record<string, string> = {
  member: "/members",
  voucher: "/vouchers",
  giftPack: "/giftpacks",
  merchant: "/merchants",
  redemption: "/redemptions",
  statement: "/settlement",
  pointsRule: "/points/rules",
  rating: "/redemptions",
  mallProduct: "/mall/products",
  mallOrder: "/mall/orders",
};

function SubjectLink({ kind, id }: AuditRow["subject"]) {
  const page = PAGES[kind];
  const text = subjectName(kind);
  return page ? <Link to={`${page}/${encodeURIComponent(id)}`}>{text}</Link> : <span title={id}>{text}</span>;
}

function actorText(row: Pick<AuditRow, "actorName" | "actorRole" | "actorId">): string {
  const role = ROLE_NAMES[row.actorRole as Role] ?? (row.actorRole === "system" ? "系统" : row.actorRole);
  return row.actorName === null ? role : `${row.actorName}（${role}）`;
}

export const AUDIT_COLUMNS: readonly Column<AuditRow>[] = [
  { key: "at", title: "时间", text: (row) => timeText(row.at), render: (row) => <Time at={row.at} /> },
  { key: "who", title: "谁", text: actorText },
  { key: "what", title: "做了什么", text: (row) => actionName(row.action) },
  {
    key: "subject",
    title: "对象",
    text: (row) => `${subjectName(row.subject.kind)} ${row.subject.id}`,
    render: (row) => <SubjectLink {...row.subject} />,
  },
  { key: "why", title: "原因", text: (row) => row.reason ?? "" },
  {
    key: "before",
    title: "之前",
    text: (row) => factsText(row.before, row.subject.kind),
    render: (row) => <Facts text={factsText(row.before, row.subject.kind)} />,
  },
  {
    key: "after",
    title: "之后",
    text: (row) => factsText(row.after, row.subject.kind),
    render: (row) => <Facts text={factsText(row.after, row.subject.kind)} />,
  },
  { key: "stream", title: "所属", text: (row) => placeText(row.stream) },
  { key: "seq", title: "序号", align: "right", text: (row) => String(row.seq), isExtra: true },
  { key: "request", title: "请求编号", text: (row) => row.requestId, isExtra: true },
];

/** Long facts are cut in the table and whole on hover. */
function Facts({ text }: { text: string }) {
  if (text === "") return <>—</>;
  return (
    <span title={text} style={{ display: "inline-block", maxWidth: 240, overflow: "hidden", textOverflow: "ellipsis" }}>
      {text}
    </span>
  );
}
