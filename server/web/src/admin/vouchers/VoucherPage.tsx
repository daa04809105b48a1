import { cityName } from "@club/shared/regions";
import { lastValidDay } from "@club/shared/time";
import { getStaffVoucher, type StaffVoucher } from "@club/shared/voucher-admin";
import { Alert, Button } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { useCall } from "../../api/hooks";
import { useMay } from "../../app/me";
import { History } from "../../kit/History";
import { Facts, Page, Section } from "../../kit/Page";
import { Load } from "../../kit/states";
import { Day, Time } from "../../kit/values";
import { MemberLink } from "../members/member-column";
import { VoucherState } from "./columns";
import { changesOf, type VoucherChange, VoucherChangeDialog } from "./VoucherChanges";

const SOURCE_NAMES: Record<string, string> = {
  "gift-pack": "礼包领取",
  replacement: "替换原券",
  "mall-order": "积分商城订单",
};

/** One voucher: what it is, what happened to it, and what may be done with it. */
export function VoucherPage() {
  const { voucherId = "" } = useParams();
  const voucher = useCall(getStaffVoucher, { voucherId });
  return <Load from={voucher}>{(found) => <Inside voucher={found} />}</Load>;
}

function Inside({ voucher }: { voucher: StaffVoucher }) {
  const may = useMay();
  const [change, setChange] = useState<VoucherChange | null>(null);
  const changes = changesOf(voucher).filter(({ endpoint }) => may(endpoint));
  return (
    <Page
      title={`${voucher.serviceName} ${voucher.codeMasked}`}
      note={<VoucherState voucher={voucher} />}
      back="/vouchers"
      actions={changes.map((one) => (
        <Button key={one.kind} danger={one.isDangerous} onClick={() => setChange(one)}>
          {one.title}
        </Button>
      ))}
    >
      {voucher.lockReason ? (
        <Alert type="warning" showIcon title={`已锁定：${voucher.lockReason}`} description="解除锁定后会员才能使用。" />
      ) : null}
      <Section title="概况">
        <VoucherFacts voucher={voucher} />
      </Section>
      <Section title="经过">
        <History rows={voucher.timeline} />
      </Section>
      {change ? <VoucherChangeDialog voucher={voucher} change={change} onClose={() => setChange(null)} /> : null}
    </Page>
  );
}

function VoucherFacts({ voucher }: { voucher: StaffVoucher }) {
  const { memberId, memberNo, replacedById, source } = voucher;
  return (
    <Facts
      items={[
        { label: "会员号", value: <MemberLink memberId={memberId} memberNo={memberNo} /> },
        { label: "城市", value: cityName(voucher.cityCode) },
        {
          label: "绑定车牌",
          value: voucher.plateMasked ?? (voucher.plateBinding === "required" ? "还没有绑定" : "不需要"),
        },
        { label: "发放时间", value: <Time at={voucher.issuedAt} /> },
        { label: "有效至", value: <Day on={lastValidDay(new Date(voucher.expiresAt))} /> },
        { label: "使用时间", value: <Time at={voucher.redeemedAt} /> },
        { label: "来源", value: SOURCE_NAMES[source.kind] ?? source.kind },
        {
          label: "替换为",
          value: replacedById ? <Link to={`/vouchers/${encodeURIComponent(replacedById)}`}>新券</Link> : "—",
        },
      ]}
    />
  );
}
