import { formatFen } from "@club/shared/money";
import {
  getRedemptionPhoto,
  getStaffRedemption,
  reverseRedemption,
  type StaffRedemption,
} from "@club/shared/redemption-admin";
import { cityName } from "@club/shared/regions";
import { App, Button, Image } from "antd";
import { useEffect, useState } from "react";
import { Link, useParams } from "react-router";
import { type ApiError, asApiError } from "../../api/errors";
import { useAction, useApi, useCall } from "../../api/hooks";
import { useMay } from "../../app/me";
import { Facts, Page, Section } from "../../kit/Page";
import { Reasoned } from "../../kit/Reasoned";
import { ErrorNote, Load } from "../../kit/states";
import { Money, Time } from "../../kit/values";
import { RedemptionState } from "./columns";

/** One redemption: everything about it, its photo, and taking it back. */
export function RedemptionPage() {
  const { redemptionId = "" } = useParams();
  const read = useCall(getStaffRedemption, { redemptionId });
  const may = useMay();
  const [isReversing, setReversing] = useState(false);
  const row = read.data;
  const canReverse = row?.status === "redeemed" && may(reverseRedemption);
  return (
    <Page
      title="核销详情"
      note={row?.receiptNo}
      back="/redemptions"
      actions={
        canReverse ? (
          <Button danger onClick={() => setReversing(true)}>
            冲正这笔核销…
          </Button>
        ) : null
      }
    >
      <Load from={read}>
        {(redemption) => (
          <>
            <Section>
              <RedemptionFacts row={redemption} />
            </Section>
            {redemption.hasPhoto && may(getRedemptionPhoto) ? <Photo redemptionId={redemption.id} /> : null}
            <ReverseDialog row={redemption} isOpen={isReversing} onClose={() => setReversing(false)} />
          </>
        )}
      </Load>
    </Page>
  );
}

function RedemptionFacts({ row }: { row: StaffRedemption }) {
  return (
    <Facts
      items={[
        { label: "状态", value: <RedemptionState status={row.status} /> },
        { label: "核销时间", value: <Time at={row.redeemedAt} /> },
        { label: "服务", value: row.serviceName },
        { label: "商户", value: row.merchantName },
        { label: "门店", value: row.branchName },
        { label: "城市", value: cityName(row.cityCode) },
        { label: "车主", value: `${row.member.name} ${row.member.phone}` },
        { label: "车牌", value: row.plate ?? "不核对车牌" },
        { label: "距门店", value: row.distanceMeters === null ? "没有位置" : `${row.distanceMeters} 米` },
        { label: "俱乐部承担", value: <Money fen={row.clubFen} /> },
        { label: "车主自付", value: <Money fen={row.memberFen} /> },
        {
          label: "对账单",
          value: row.statementId ? <Link to={`/settlement/${row.statementId}`}>已入账，查看对账单</Link> : "还没有入账",
        },
        ...(row.status === "reversed"
          ? [
              { label: "冲正时间", value: <Time at={row.reversedAt} /> },
              { label: "冲正原因", value: row.reversalReason ?? "—" },
            ]
          : []),
      ]}
    />
  );
}

/** Looking at a photo is noted in the audit, so it is fetched only when asked for. */
function Photo({ redemptionId }: { redemptionId: string }) {
  const api = useApi();
  const [url, setUrl] = useState<string | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  useEffect(() => () => (url ? URL.revokeObjectURL(url) : undefined), [url]);
  const show = async () => {
    setError(null);
    try {
      setUrl(URL.createObjectURL((await api.download(getRedemptionPhoto, { redemptionId })).blob));
    } catch (failure) {
      setError(asApiError(failure));
    }
  };
  return (
    <Section title="核销照片">
      {error ? <ErrorNote error={error} onRetry={show} /> : null}
      {url ? (
        <Image src={url} width={320} alt="核销照片" />
      ) : (
        <Button onClick={show}>查看照片（会留下查看记录）</Button>
      )}
    </Section>
  );
}

function ReverseDialog({ row, isOpen, onClose }: { row: StaffRedemption; isOpen: boolean; onClose: () => void }) {
  const reverse = useAction(reverseRedemption);
  const { message } = App.useApp();
  const confirm = async ({ reason }: { reason: string }) => {
    const { isAdjustment, isVoucherBack } = await reverse.mutateAsync({ redemptionId: row.id, reason });
    const voucher = isVoucherBack ? "兑换券已退回车主" : "车主已注销，兑换券已关闭";
    message.success(isAdjustment ? `已冲正，${voucher}，差额计入商户下一期对账单` : `已冲正，${voucher}`);
  };
  return (
    <Reasoned
      isOpen={isOpen}
      onClose={onClose}
      title="冲正核销"
      consequence={[
        `${row.member.name}的「${row.serviceName}」兑换券退回，可以再次使用（车主已注销的，券关闭）`,
        row.statementId
          ? `对账单已定稿，商户的 ${formatFen(row.clubFen)} 在下一期对账单中扣回`
          : `商户的 ${formatFen(row.clubFen)} 不再计入对账单`,
        "冲正后不能恢复，只能重新核销",
      ]}
      confirmText={`冲正 ${formatFen(row.clubFen)} 的核销`}
      isDangerous
      onConfirm={confirm}
    />
  );
}
