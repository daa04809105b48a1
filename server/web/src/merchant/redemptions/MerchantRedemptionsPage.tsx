import {
  listMerchantRedemptions,
  type MerchantRedemption,
  UNDO_WINDOW_MINUTES,
  undoRedemption,
} from "@club/shared/redemptions";
import { App, Button } from "antd";
import { useMemo, useState } from "react";
import { useAction } from "../../api/hooks";
import { Page, Section } from "../../kit/Page";
import { Reasoned } from "../../kit/Reasoned";
import { CursorTable } from "../../kit/table/CursorTable";
import type { Column, Filter } from "../../kit/table/types";
import { useMyMerchant } from "../my-merchant";
import { MERCHANT_COLUMNS } from "./columns";

/** Redemptions of today or this month, to look up, export, and undo within the hour. */
export default function MerchantRedemptionsPage() {
  const { branches, merchant } = useMyMerchant();
  const [undoing, setUndoing] = useState<MerchantRedemption | null>(null);
  const filters = useMemo<Filter[]>(
    () => [
      {
        kind: "choice",
        name: "period",
        label: "今天",
        choices: [
          { value: "today", label: "今天" },
          { value: "month", label: "本月" },
        ],
      },
      {
        kind: "choice",
        name: "branchId",
        label: "门店",
        choices: branches.map(({ id, name }) => ({ value: id, label: name })),
      },
    ],
    [branches],
  );
  const columns = useMemo<Column<MerchantRedemption>[]>(() => [...MERCHANT_COLUMNS, undoColumn(setUndoing)], []);
  return (
    <Page title="核销记录" note={`可撤销 ${UNDO_WINDOW_MINUTES} 分钟内的核销`}>
      <Section>
        <CursorTable
          id="merchant-redemptions"
          name={`${merchant.name} 核销记录`}
          endpoint={listMerchantRedemptions}
          columns={columns}
          filters={filters}
          rowKey={(row) => row.id}
          empty={{ sentence: "今天还没有核销，可以在上面改看本月。" }}
        />
      </Section>
      <UndoDialog row={undoing} onClose={() => setUndoing(null)} />
    </Page>
  );
}

function undoColumn(undo: (row: MerchantRedemption) => void): Column<MerchantRedemption> {
  return {
    key: "undo",
    title: "操作",
    isAction: true,
    text: (row) => (row.canUndo ? "可撤销" : ""),
    render: (row) =>
      row.canUndo ? (
        <Button size="small" onClick={() => undo(row)}>
          撤销…
        </Button>
      ) : null,
  };
}

function UndoDialog({ row, onClose }: { row: MerchantRedemption | null; onClose: () => void }) {
  const undo = useAction(undoRedemption);
  const { message } = App.useApp();
  return (
    <Reasoned
      isOpen={row !== null}
      onClose={onClose}
      title="撤销核销"
      consequence={[
        `${row?.member.name ?? ""}的「${row?.serviceName ?? ""}」兑换券退回车主，可以再次使用`,
        "这笔不再计入对账单",
      ]}
      confirmText="撤销这笔核销"
      isDangerous
      reasonHint="例如：扫错了券，车主改做别的服务"
      onConfirm={async ({ reason }) => {
        if (!row) return;
        const { isVoucherBack } = await undo.mutateAsync({ redemptionId: row.id, reason });
        message.success(isVoucherBack ? "已撤销，兑换券已退回车主" : "已撤销，车主已注销，兑换券已关闭");
      }}
    />
  );
}
