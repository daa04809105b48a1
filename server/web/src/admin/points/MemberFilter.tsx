import { searchMembers } from "@club/shared/member-admin";
import { getPointsAccount } from "@club/shared/points-admin";
import { Tag } from "antd";
import { useCall } from "../../api/hooks";
import { useMay } from "../../app/me";
import { MemberSearch } from "../members/MemberSearch";
import { memberText } from "./ledger-columns";

type Props = { value: string | undefined; onChange: (memberId: string | undefined) => void };

/** Narrows a list to one member, found by phone and the like; what was typed stays out of the address. */
export function MemberFilter({ value, onChange }: Props) {
  const may = useMay();
  if (value !== undefined) return <ChosenMember memberId={value} onClear={() => onChange(undefined)} />;
  if (!may(searchMembers)) return null;
  return <MemberSearch width={320} onChoose={(member) => member && onChange(member.id)} />;
}

function ChosenMember({ memberId, onClear }: { memberId: string; onClear: () => void }) {
  const account = useCall(getPointsAccount, { memberId });
  return (
    <Tag closable={{ "aria-label": "不再只看这位会员" }} onClose={onClear}>
      会员：{account.data ? memberText(account.data.member) : "…"}
    </Tag>
  );
}
