import { listReminderDeadLetters } from "@club/shared/reminders-admin";
import type { ReactNode } from "react";
import { useMay } from "../../app/me";
import { Page } from "../../kit/Page";
import { SubNav } from "../../kit/SubNav";

type Props = { note?: ReactNode; actions?: ReactNode; children: ReactNode };

/** What the pages of the section share. */
export function Frame({ note, actions, children }: Props) {
  const may = useMay();
  const pages = [
    { path: "/reminders", title: "概况" },
    { path: "/reminders/templates", title: "模板" },
    { path: "/reminders/deliveries", title: "送达记录" },
    ...(may(listReminderDeadLetters) ? [{ path: "/reminders/dead-letters", title: "发送失败" }] : []),
    { path: "/reminders/data", title: "限行和节假日" },
  ];
  return (
    <Page title="车主秘书" note={note} actions={actions}>
      <SubNav label="车主秘书" items={pages} />
      {children}
    </Page>
  );
}
