import { getMember } from "@club/shared/member-admin";
import { formatMemberNo } from "@club/shared/member-no";
import { createPointsAdjustment, getPointsAccount, type PointsAccountView } from "@club/shared/points-admin";
import { cityName } from "@club/shared/regions";
import { Button } from "antd";
import { useState } from "react";
import { useNavigate, useParams } from "react-router";
import { useCall } from "../../api/hooks";
import { useMay } from "../../app/me";
import { Page, Section } from "../../kit/Page";
import { Load } from "../../kit/states";
import { AccountFigures, AccountLots, AccountRows } from "./AccountParts";
import { AdjustPoints } from "./AdjustPoints";
import { memberText } from "./ledger-columns";

/** The points of one member: what is there, when it lapses, and every movement. */
export function AccountPage() {
  const { memberId = "" } = useParams();
  const account = useCall(getPointsAccount, { memberId });
  return <Load from={account}>{(found) => <Inside account={found} />}</Load>;
}

function Inside({ account }: { account: PointsAccountView }) {
  const may = useMay();
  const navigate = useNavigate();
  const [isAdjusting, setAdjusting] = useState(false);
  const { member } = account;
  const note = `${cityName(account.cityCode)} · 会员号 ${formatMemberNo(member.memberNo)}`;
  const actions = (
    <>
      {may(getMember) ? (
        <Button onClick={() => navigate(`/members/${encodeURIComponent(member.id)}`)}>会员资料</Button>
      ) : null}
      {may(createPointsAdjustment) ? (
        <Button type="primary" onClick={() => setAdjusting(true)}>
          调整积分
        </Button>
      ) : null}
    </>
  );
  return (
    <Page title={`积分账户 ${memberText(member)}`} note={note} back="/points" actions={actions}>
      <AccountFigures account={account} />
      <Section title="各批次余额">
        <AccountLots lots={account.lots} />
      </Section>
      <Section title="流水">
        <AccountRows memberId={member.id} />
      </Section>
      {isAdjusting ? <AdjustPoints account={account} onClose={() => setAdjusting(false)} /> : null}
    </Page>
  );
}
