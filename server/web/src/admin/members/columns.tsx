import { formatMemberNo } from "@club/shared/member-no";
import { MEMBER_STATUS_NAMES, MEMBER_TIER_NAMES, type MemberStatus, type MemberView } from "@club/shared/members";
import { cityName } from "@club/shared/regions";
import type { Column } from "../../kit/table/types";
import { StateTag, Time, type Tone, timeText } from "../../kit/values";

const TONES: Record<MemberStatus, Tone> = {
  registered: "going",
  completed: "done",
  closing: "waiting",
  closed: "quiet",
};

export function MemberState({ status }: { status: MemberStatus }) {
  return <StateTag text={MEMBER_STATUS_NAMES[status]} tone={TONES[status]} />;
}

export const MEMBER_COLUMNS: readonly Column<MemberView>[] = [
  { key: "no", title: "会员号", text: (row) => formatMemberNo(row.memberNo) },
  { key: "name", title: "姓名", text: (row) => row.name ?? "未填写" },
  { key: "phone", title: "手机", text: (row) => row.phone ?? "未绑定" },
  { key: "tier", title: "等级", text: (row) => MEMBER_TIER_NAMES[row.tier] },
  {
    key: "status",
    title: "状态",
    text: (row) => MEMBER_STATUS_NAMES[row.status],
    render: (row) => <MemberState status={row.status} />,
  },
  { key: "city", title: "城市", text: (row) => cityName(row.cityCode) },
  {
    key: "at",
    title: "注册时间",
    text: (row) => timeText(row.registeredAt),
    render: (row) => <Time at={row.registeredAt} />,
  },
  { key: "wechat", title: "微信", text: (row) => (row.wechatLinked ? "已绑定" : "未绑定"), isExtra: true },
  { key: "completed", title: "完善资料", text: (row) => timeText(row.completedAt), isExtra: true },
];
