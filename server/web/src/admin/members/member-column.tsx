import { formatMemberNo } from "@club/shared/member-no";
import { Link } from "react-router";
import type { Column } from "../../kit/table/types";

type OfMember = { memberId: string | null; memberNo: string | null };

/** The way to a member, by the number that people know; "—" for nobody. */
export function MemberLink({ memberId, memberNo }: OfMember) {
  if (memberId === null) return <>—</>;
  return <Link to={`/members/${memberId}`}>{memberNo ? formatMemberNo(memberNo) : "查看会员"}</Link>;
}

/** Whose a row is; the export holds the member number, not what the database calls them. */
export function memberColumn<Row extends OfMember>(): Column<Row> {
  return {
    key: "member",
    title: "会员号",
    text: ({ memberNo }) => (memberNo ? formatMemberNo(memberNo) : ""),
    render: ({ memberId, memberNo }) => <MemberLink memberId={memberId} memberNo={memberNo} />,
  };
}
