import type { ReactNode } from "react";
import { Page } from "../../kit/Page";
import { SubNav } from "../../kit/SubNav";

const PAGES = [
  { path: "/violations", title: "供应商" },
  { path: "/violations/costs", title: "费用" },
  { path: "/violations/rules", title: "城市要求" },
];

type Props = { note?: ReactNode; actions?: ReactNode; children: ReactNode };

/** What the three pages of the section share. */
export function Frame({ note, actions, children }: Props) {
  return (
    <Page title="违章" note={note} actions={actions}>
      <SubNav label="违章" items={PAGES} />
      {children}
    </Page>
  );
}
