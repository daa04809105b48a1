import {
  listProofDifferences,
  PROOF_TITLES,
  PROOFS,
  type ProofDifference,
  type ProofName,
} from "@club/shared/overview";
import { cityName } from "@club/shared/regions";
import { useMemo } from "react";
import { Navigate, useNavigate, useParams } from "react-router";
import { Page, Section } from "../../kit/Page";
import { CursorTable } from "../../kit/table/CursorTable";
import type { Column, Filter } from "../../kit/table/types";
import { countText } from "../../kit/values";

const FILTERS: readonly Filter[] = [{ kind: "city", name: "cityCode" }];
/** Where each kind of record is looked at. */
const KINDS: Readonly<Record<string, { name: string; path: string }>> = {
  redemption: { name: "核销", path: "/redemptions" },
  statement: { name: "对账单", path: "/settlement" },
  voucher: { name: "兑换券", path: "/vouchers" },
  giftPack: { name: "礼包", path: "/giftpacks" },
  grant: { name: "赠送", path: "" },
  pointsAccount: { name: "积分账户", path: "/points/accounts" },
  mallProduct: { name: "商城商品", path: "/mall/products" },
  mallOrder: { name: "积分订单", path: "/mall/orders" },
};

/** The records that differ in one proof of the last run. */
export function DifferencesPage() {
  const { proof = "" } = useParams();
  const name = PROOFS.find((known) => known === proof);
  if (!name) return <Navigate to="/" replace />;
  return <Differences proof={name} />;
}

function Differences({ proof }: { proof: ProofName }) {
  const navigate = useNavigate();
  const { title, left, right } = PROOF_TITLES[proof];
  const fixed = useMemo(() => ({ proof }), [proof]);
  const columns = useMemo(() => columnsOf(left, right), [left, right]);
  return (
    <Page title={`对平 · ${title}`} note="最近一次核对中不一致的记录" back="/overview">
      <Section>
        <CursorTable
          id="differences"
          name={`${title} 不一致`}
          endpoint={listProofDifferences}
          fixed={fixed}
          columns={columns}
          filters={FILTERS}
          rowKey={(row) => row.id}
          onOpen={({ subject }) => {
            const path = KINDS[subject.kind]?.path;
            if (path) navigate(`${path}/${subject.id}`);
          }}
          empty={{ sentence: "两边完全一致，没有需要处理的记录。" }}
        />
      </Section>
    </Page>
  );
}

function columnsOf(left: string, right: string): Column<ProofDifference>[] {
  return [
    {
      key: "subject",
      title: "记录",
      text: ({ subject }) => `${KINDS[subject.kind]?.name ?? subject.kind} ${subject.id}`,
    },
    { key: "city", title: "城市", text: (row) => cityName(row.cityCode) },
    { key: "left", title: left, align: "right", text: (row) => countText(row.left) },
    { key: "right", title: right, align: "right", text: (row) => countText(row.right) },
    { key: "note", title: "说明", text: (row) => row.note },
  ];
}
