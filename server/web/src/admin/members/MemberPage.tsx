import { listAudit } from "@club/shared/audit";
import { CONSENT_NAMES } from "@club/shared/auth";
import { listMemberGrants, revokeGrant } from "@club/shared/giftpack-grants";
import type { OutputOf } from "@club/shared/http";
import { correctMember, getMember, revealMemberField } from "@club/shared/member-admin";
import { formatMemberNo } from "@club/shared/member-no";
import { type ConsentRecord, MEMBER_TIER_NAMES, type MemberView } from "@club/shared/members";
import { getPointsAccount } from "@club/shared/points-admin";
import { listStaffRedemptions } from "@club/shared/redemption-admin";
import { cityName } from "@club/shared/regions";
import { listReminderDeliveries } from "@club/shared/reminders-admin";
import { listMemberVehicles } from "@club/shared/vehicles";
import { listStaffVouchers } from "@club/shared/voucher-admin";
import { Alert, Button, Table, Tabs } from "antd";
import { type ReactNode, useState } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { useCall } from "../../api/hooks";
import { useMay } from "../../app/me";
import { Facts, Page, Section } from "../../kit/Page";
import { Load } from "../../kit/states";
import { CursorTable } from "../../kit/table/CursorTable";
import { Time, timeText } from "../../kit/values";
import { AUDIT_COLUMNS } from "../audit/columns";
import { MEMBER_GRANT_COLUMNS } from "../giftpacks/grant-columns";
import { TakeBackGrants } from "../giftpacks/TakeBackGrants";
import { MemberPoints } from "../points/AccountParts";
import { REDEMPTION_COLUMNS } from "../redemptions/columns";
import { MemberReminders } from "../reminders/MemberReminders";
import { MemberVehicles } from "../vehicles/MemberVehicles";
import { VOUCHER_COLUMNS } from "../vouchers/columns";
import { CorrectMember } from "./CorrectMember";
import { MemberState } from "./columns";
import { RevealMember } from "./RevealMember";

/** One page of a member: who it is, what was given and used, and who has changed what. */
export function MemberPage() {
  const { memberId = "" } = useParams();
  const member = useCall(getMember, { memberId });
  return <Load from={member}>{(found) => <Inside {...found} />}</Load>;
}

function Inside({ member, consents, channelScene }: OutputOf<typeof getMember>) {
  const may = useMay();
  const [open, setOpen] = useState<"correct" | "reveal" | null>(null);
  const close = () => setOpen(null);
  return (
    <Page
      title={member.name ?? `会员 ${formatMemberNo(member.memberNo)}`}
      note={<MemberState status={member.status} />}
      back="/members"
      actions={
        <>
          {may(revealMemberField) ? <Button onClick={() => setOpen("reveal")}>查看明文</Button> : null}
          {may(correctMember) && member.status !== "closed" ? (
            <Button type="primary" onClick={() => setOpen("correct")}>
              更正资料
            </Button>
          ) : null}
        </>
      }
    >
      {member.closesAt ? (
        <Alert
          type="warning"
          showIcon
          title="会员已申请注销"
          description={`${timeText(member.closesAt)} 之后个人信息会被删除；在此之前会员可以自己撤销。`}
        />
      ) : null}
      <Section title="资料">
        <MemberFacts member={member} channelScene={channelScene} />
      </Section>
      <Section>
        <MemberTabs memberId={member.id} consents={consents} />
      </Section>
      <CorrectMember member={member} isOpen={open === "correct"} onClose={close} />
      <RevealMember member={member} isOpen={open === "reveal"} onClose={close} />
    </Page>
  );
}

function MemberFacts({ member, channelScene }: { member: MemberView; channelScene: string | null }) {
  return (
    <Facts
      items={[
        { label: "会员号", value: formatMemberNo(member.memberNo) },
        { label: "等级", value: MEMBER_TIER_NAMES[member.tier] },
        { label: "城市", value: cityName(member.cityCode) },
        { label: "姓名", value: member.name ?? "未填写" },
        { label: "手机", value: member.phone ?? "未绑定" },
        { label: "身份证", value: member.idCard ?? "未填写" },
        { label: "微信", value: member.wechatLinked ? "已绑定" : "未绑定" },
        { label: "注册时间", value: <Time at={member.registeredAt} /> },
        { label: "注册渠道", value: channelScene ?? "没有渠道码" },
        { label: "完善资料", value: <Time at={member.completedAt} /> },
      ]}
    />
  );
}

/** The tab is in the address; changing it also leaves the page of the list that was shown. */
function MemberTabs({ memberId, consents }: { memberId: string; consents: ConsentRecord[] }) {
  const may = useMay();
  const [params, setParams] = useSearchParams();
  const tabs: { key: string; label: string; children: ReactNode }[] = [
    ...(may(listStaffVouchers)
      ? [{ key: "vouchers", label: "兑换券", children: <MemberVouchers memberId={memberId} /> }]
      : []),
    ...(may(listMemberGrants)
      ? [{ key: "grants", label: "礼包", children: <MemberGrants memberId={memberId} /> }]
      : []),
    ...(may(listStaffRedemptions)
      ? [{ key: "redemptions", label: "核销", children: <MemberRedemptions memberId={memberId} /> }]
      : []),
    ...(may(getPointsAccount)
      ? [{ key: "points", label: "积分", children: <MemberPoints memberId={memberId} /> }]
      : []),
    ...(may(listMemberVehicles)
      ? [{ key: "vehicles", label: "车辆", children: <MemberVehicles memberId={memberId} /> }]
      : []),
    ...(may(listReminderDeliveries)
      ? [{ key: "reminders", label: "提醒", children: <MemberReminders memberId={memberId} /> }]
      : []),
    { key: "consents", label: "同意记录", children: <Consents rows={consents} /> },
    ...(may(listAudit) ? [{ key: "audit", label: "操作记录", children: <MemberAudit memberId={memberId} /> }] : []),
  ];
  return (
    <Tabs
      activeKey={params.get("tab") ?? tabs[0]?.key ?? ""}
      destroyOnHidden
      items={tabs}
      onChange={(tab) => setParams({ tab }, { replace: true })}
    />
  );
}

function MemberVouchers({ memberId }: { memberId: string }) {
  const navigate = useNavigate();
  return (
    <CursorTable
      id="member-vouchers"
      name="会员的兑换券"
      endpoint={listStaffVouchers}
      columns={VOUCHER_COLUMNS.filter((column) => column.key !== "member")}
      fixed={{ memberId }}
      rowKey={(row) => row.id}
      onOpen={(row) => navigate(`/vouchers/${encodeURIComponent(row.id)}`)}
      empty={{ sentence: "这位会员还没有兑换券。领取礼包后，券会出现在这里。" }}
    />
  );
}

function MemberGrants({ memberId }: { memberId: string }) {
  const navigate = useNavigate();
  const may = useMay();
  return (
    <CursorTable
      id="member-grants"
      name="会员的礼包"
      endpoint={listMemberGrants}
      columns={MEMBER_GRANT_COLUMNS}
      fixed={{ memberId }}
      rowKey={(row) => row.id}
      onOpen={(row) => navigate(`/giftpacks/${row.packId}`)}
      bulk={may(revokeGrant) ? (chosen, clear) => <TakeBackGrants chosen={chosen} onDone={clear} /> : undefined}
      empty={{ sentence: "这位会员还没有得到礼包。可以在礼包页面赠送。" }}
    />
  );
}

function MemberRedemptions({ memberId }: { memberId: string }) {
  const navigate = useNavigate();
  return (
    <CursorTable
      id="member-redemptions"
      name="会员的核销"
      endpoint={listStaffRedemptions}
      columns={REDEMPTION_COLUMNS}
      fixed={{ memberId }}
      rowKey={(row) => row.id}
      onOpen={(row) => navigate(`/redemptions/${row.id}`)}
      empty={{ sentence: "这位会员还没有使用过兑换券。" }}
    />
  );
}

function MemberAudit({ memberId }: { memberId: string }) {
  return (
    <CursorTable
      id="member-audit"
      name="会员的操作记录"
      endpoint={listAudit}
      columns={AUDIT_COLUMNS}
      fixed={{ subjectKind: "member", subjectId: memberId }}
      rowKey={(row) => row.id}
      empty={{ sentence: "还没有人修改或查看过这位会员的资料。" }}
    />
  );
}

function Consents({ rows }: { rows: ConsentRecord[] }) {
  return (
    <Table<ConsentRecord>
      size="small"
      rowKey={(row) => `${row.kind}${row.at}`}
      dataSource={rows}
      pagination={false}
      columns={[
        { title: "协议", render: (_value, row) => CONSENT_NAMES[row.kind] },
        { title: "版本", dataIndex: "version" },
        { title: "同意时间", render: (_value, row) => <Time at={row.at} /> },
        { title: "撤回时间", render: (_value, row) => <Time at={row.withdrawnAt} /> },
      ]}
    />
  );
}
