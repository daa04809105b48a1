import { type GrantBatchView, listGrantBatches } from "@club/shared/giftpack-batches";
import { listGrants, revokeGrant } from "@club/shared/giftpack-grants";
import type { GiftPackView } from "@club/shared/giftpacks";
import { Tabs } from "antd";
import { useNavigate, useSearchParams } from "react-router";
import { useMay } from "../../app/me";
import { Section } from "../../kit/Page";
import { CursorTable } from "../../kit/table/CursorTable";
import type { Column } from "../../kit/table/types";
import { countText, StateTag, Time, timeText } from "../../kit/values";
import { GRANT_COLUMNS } from "./grant-columns";
import { TakeBackGrants } from "./TakeBackGrants";

/** Whom a pack was given to, one by one and by imports. The tab is in the address; changing it leaves the page of the list. */
export function GivenAway({ pack }: { pack: GiftPackView }) {
  const may = useMay();
  const [params, setParams] = useSearchParams();
  const tabs = [
    ...(may(listGrants) ? [{ key: "grants", label: "赠送和领取", children: <Grants packId={pack.id} /> }] : []),
    ...(may(listGrantBatches) && pack.trigger === "manual"
      ? [{ key: "batches", label: "批量赠送", children: <Batches packId={pack.id} /> }]
      : []),
  ];
  const shown = tabs.find((tab) => tab.key === params.get("tab")) ?? tabs[0];
  if (!shown) return null;
  return (
    <Section>
      <Tabs
        activeKey={shown.key}
        destroyOnHidden
        items={tabs}
        onChange={(tab) => setParams({ tab }, { replace: true })}
      />
    </Section>
  );
}

function Grants({ packId }: { packId: string }) {
  const navigate = useNavigate();
  const may = useMay();
  return (
    <CursorTable
      id="pack-grants"
      name="赠送记录"
      endpoint={listGrants}
      columns={GRANT_COLUMNS}
      fixed={{ packId }}
      rowKey={(row) => row.id}
      onOpen={(row) => navigate(`/members/${row.memberId}`)}
      bulk={may(revokeGrant) ? (chosen, clear) => <TakeBackGrants chosen={chosen} onDone={clear} /> : undefined}
      empty={{ sentence: "还没有会员得到这个礼包。发布后由会员领取，或在这里赠送。" }}
    />
  );
}

function Batches({ packId }: { packId: string }) {
  const navigate = useNavigate();
  return (
    <CursorTable
      id="pack-batches"
      name="批量赠送"
      endpoint={listGrantBatches}
      columns={COLUMNS}
      fixed={{ packId }}
      rowKey={(row) => row.id}
      onOpen={(row) => navigate(`/giftpacks/${packId}/batches/${row.id}`)}
      empty={{ sentence: "还没有批量赠送过。礼包发布后点上面的「赠送」，可以上传手机号文件。" }}
    />
  );
}

const COLUMNS: readonly Column<GrantBatchView>[] = [
  {
    key: "at",
    title: "上传时间",
    text: (row) => timeText(row.createdAt),
    render: (row) => <Time at={row.createdAt} />,
  },
  {
    key: "status",
    title: "状态",
    text: (row) => row.statusName,
    render: (row) => <StateTag text={row.statusName} tone={TONES[row.status]} />,
  },
  { key: "rows", title: "行数", align: "right", text: (row) => countText(row.rowCount) },
  { key: "ok", title: "可以赠送", align: "right", text: (row) => countText(row.grantableCount) },
  { key: "granted", title: "已赠送", align: "right", text: (row) => countText(row.grantedCount) },
  { key: "refused", title: "不能赠送", align: "right", text: (row) => countText(row.refusedCount) },
  { key: "reason", title: "原因", text: (row) => row.reason },
];

const TONES = { storing: "waiting", checking: "waiting", checked: "waiting", running: "going", done: "done" } as const;
