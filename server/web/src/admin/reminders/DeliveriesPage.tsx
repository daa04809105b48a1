import { getMember, searchMembers } from "@club/shared/member-admin";
import { REMINDER_KIND_NAMES, REMINDER_KINDS, REMINDER_STATE_NAMES, REMINDER_STATES } from "@club/shared/reminders";
import { listReminderDeliveries } from "@club/shared/reminders-admin";
import { shanghaiDay } from "@club/shared/time";
import { Tag } from "antd";
import { useMemo } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { useCall } from "../../api/hooks";
import { now } from "../../app/clock";
import { useMay } from "../../app/me";
import { DayInput } from "../../kit/fields";
import { Section } from "../../kit/Page";
import { CursorTable } from "../../kit/table/CursorTable";
import type { Filter } from "../../kit/table/types";
import { MemberSearch } from "../members/MemberSearch";
import { DELIVERY_COLUMNS } from "./delivery-columns";
import { Frame } from "./Frame";
import { CHANNEL_CHOICES } from "./words";

const FILTERS: readonly Filter[] = [
  {
    kind: "custom",
    name: "day",
    label: "日期",
    render: (value, change) => (
      <div style={{ width: 144 }}>
        <DayInput {...(value !== undefined && { value })} onChange={change} />
      </div>
    ),
  },
  {
    kind: "choice",
    name: "kind",
    label: "类型",
    choices: REMINDER_KINDS.map((value) => ({ value, label: REMINDER_KIND_NAMES[value] })),
  },
  { kind: "choice", name: "channel", label: "渠道", choices: CHANNEL_CHOICES },
  {
    kind: "choice",
    name: "state",
    label: "结果",
    choices: REMINDER_STATES.map((value) => ({ value, label: REMINDER_STATE_NAMES[value] })),
  },
  {
    kind: "custom",
    name: "memberId",
    label: "会员",
    render: (value, change) => <MemberFilter value={value} onChange={change} />,
  },
];

/** Every reminder that went out or should have, of a day or of a member. The server reads no list without one of the two. */
export function DeliveriesPage() {
  const may = useMay();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const today = shanghaiDay(now());
  const isOpenEnded = !params.has("day") && !params.has("memberId");
  const fixed = useMemo(() => (isOpenEnded ? { day: today } : {}), [isOpenEnded, today]);
  return (
    <Frame note={isOpenEnded ? "没有选日期或会员时显示今天" : undefined}>
      <Section>
        <CursorTable
          id="reminder-deliveries"
          name="提醒送达记录"
          endpoint={listReminderDeliveries}
          columns={DELIVERY_COLUMNS}
          filters={FILTERS}
          fixed={fixed}
          rowKey={(row) => row.id}
          {...(may(getMember) && {
            onOpen: ({ memberId }: { memberId: string }) =>
              navigate(`/members/${encodeURIComponent(memberId)}?tab=reminders`),
          })}
          empty={{ sentence: "今天还没有发出提醒。可以选别的日期，或按会员查找。" }}
        />
      </Section>
    </Frame>
  );
}

type FilterProps = { value: string | undefined; onChange: (memberId: string | undefined) => void };

/** Narrows the list to one member, found by phone and the like; what was typed stays out of the address. */
function MemberFilter({ value, onChange }: FilterProps) {
  const may = useMay();
  if (value !== undefined) return <ChosenMember memberId={value} onClear={() => onChange(undefined)} />;
  if (!may(searchMembers)) return null;
  return <MemberSearch width={320} onChoose={(member) => member && onChange(member.id)} />;
}

function ChosenMember({ memberId, onClear }: { memberId: string; onClear: () => void }) {
  const may = useMay();
  const found = useCall(getMember, { memberId }, { enabled: may(getMember) });
  const member = found.data?.member;
  return (
    <Tag closable={{ "aria-label": "不再只看这位会员" }} onClose={onClear}>
      会员：{member ? (member.name ?? member.memberNo) : memberId}
    </Tag>
  );
}
