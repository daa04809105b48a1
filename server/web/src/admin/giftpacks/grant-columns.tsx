import type { GrantStatus, GrantView, MemberGrantView, PackGrantView } from "@club/shared/giftpack-grants";
import { cityName } from "@club/shared/regions";
import type { Column } from "../../kit/table/types";
import { StateTag, Time, type Tone, timeText } from "../../kit/values";
import { memberColumn } from "../members/member-column";

const TONES: Record<GrantStatus, Tone> = { granted: "waiting", claimed: "done", expired: "quiet", revoked: "danger" };
const SOURCES: Record<string, string> = {
  registration: "注册赠送",
  campaign: "会员参加活动",
  staff: "后台赠送",
  counter: "柜面赠送",
  file: "批量赠送",
};

const COMMON: readonly Column<GrantView>[] = [
  {
    key: "status",
    title: "状态",
    text: (row) => row.statusName,
    render: (row) => <StateTag text={row.statusName} tone={TONES[row.status]} />,
  },
  { key: "source", title: "来源", text: (row) => SOURCES[row.sourceKind] ?? row.sourceKind },
  { key: "version", title: "版本", align: "right", text: (row) => String(row.packVersion) },
  {
    key: "at",
    title: "赠送时间",
    text: (row) => timeText(row.createdAt),
    render: (row) => <Time at={row.createdAt} />,
  },
  {
    key: "claimed",
    title: "领取时间",
    text: (row) => timeText(row.claimedAt),
    render: (row) => <Time at={row.claimedAt} />,
  },
  {
    key: "until",
    title: "领取截止",
    text: (row) => timeText(row.expiresAt),
    render: (row) => <Time at={row.expiresAt} />,
  },
  { key: "city", title: "会员城市", text: (row) => cityName(row.cityCode) },
];

/** The grants of a pack. The row itself leads to its member: a link within its button would be one too many. */
export const GRANT_COLUMNS: readonly Column<PackGrantView>[] = [
  { key: "member", title: "会员号", text: memberColumn<PackGrantView>().text },
  ...COMMON,
];

/** The grants of a member. */
export const MEMBER_GRANT_COLUMNS: readonly Column<MemberGrantView>[] = [
  { key: "pack", title: "礼包", text: (row) => row.packName },
  ...COMMON,
];
