import {
  type AgreementDto,
  activateAgreement,
  discardAgreement,
  draftAgreement,
  listAgreements,
} from "@club/shared/merchant-agreements";
import type { MerchantDto } from "@club/shared/merchants";
import { listServices } from "@club/shared/services";
import { App, Button } from "antd";
import { useMemo, useState } from "react";
import { useAction, useCall } from "../../api/hooks";
import { useMay } from "../../app/me";
import { Reasoned } from "../../kit/Reasoned";
import { CursorTable } from "../../kit/table/CursorTable";
import type { Column } from "../../kit/table/types";
import { StateTag, Time, timeText } from "../../kit/values";
import { DraftAgreement } from "./DraftAgreement";
import { AGREEMENT_STATUS_NAMES, priceText } from "./words";

type Change = { agreement: AgreementDto; to: "activate" | "discard" };

/** The versions of prices: each is written once; activating one ends the one before. */
export function Agreements({ merchant }: { merchant: MerchantDto }) {
  const may = useMay();
  const services = useCall(listServices, {});
  const [isDrafting, setDrafting] = useState(false);
  const [change, setChange] = useState<Change | null>(null);
  const canChange = may(activateAgreement);
  const items = services.data?.items;
  const columns = useMemo(() => {
    const names = new Map((items ?? []).map(({ id, name }) => [id, name]));
    return columnsOf(names, canChange ? setChange : null);
  }, [items, canChange]);
  const draft =
    may(draftAgreement) && merchant.status !== "closed" ? (
      <Button onClick={() => setDrafting(true)}>起草新版本</Button>
    ) : null;
  return (
    <>
      <CursorTable
        id="agreements"
        name="协议"
        endpoint={listAgreements}
        columns={columns}
        fixed={{ merchantId: merchant.id }}
        rowKey={(row) => row.id}
        actions={draft}
        empty={{ sentence: "还没有协议。起草并启用一份协议后，商户才能通过审核。", action: draft }}
      />
      {isDrafting ? <DraftAgreement merchant={merchant} onClose={() => setDrafting(false)} /> : null}
      {change ? <ChangeAgreement merchant={merchant} change={change} onClose={() => setChange(null)} /> : null}
    </>
  );
}

function columnsOf(
  names: ReadonlyMap<string, string>,
  onChange: ((change: Change) => void) | null,
): Column<AgreementDto>[] {
  const pricesOf = (row: AgreementDto) =>
    row.prices.map((price) => `${names.get(price.serviceId) ?? price.serviceId}：${priceText(price)}`);
  return [
    { key: "version", title: "版本", text: (row) => `第 ${row.version} 版` },
    {
      key: "status",
      title: "状态",
      text: (row) => (row.isInForce ? "生效中" : AGREEMENT_STATUS_NAMES[row.status]),
      render: (row) => (
        <StateTag
          text={row.isInForce ? "生效中" : AGREEMENT_STATUS_NAMES[row.status]}
          tone={row.isInForce ? "done" : row.status === "draft" ? "waiting" : "quiet"}
        />
      ),
    },
    {
      key: "from",
      title: "生效",
      text: (row) => timeText(row.effectiveFrom),
      render: (row) => <Time at={row.effectiveFrom} />,
    },
    {
      key: "to",
      title: "结束",
      text: (row) => timeText(row.effectiveTo),
      render: (row) => <Time at={row.effectiveTo} />,
    },
    {
      key: "prices",
      title: "价格",
      text: (row) => pricesOf(row).join("；"),
      render: (row) => pricesOf(row).map((line) => <div key={line}>{line}</div>),
    },
    { key: "tax", title: "税率（%）", align: "right", text: (row) => String(row.taxBps / 100) },
    ...(onChange
      ? [
          {
            key: "do",
            title: "操作",
            isAction: true,
            text: () => "",
            render: (row: AgreementDto) =>
              row.status === "draft" ? (
                <>
                  <Button type="link" onClick={() => onChange({ agreement: row, to: "activate" })}>
                    启用
                  </Button>
                  <Button type="link" danger onClick={() => onChange({ agreement: row, to: "discard" })}>
                    作废
                  </Button>
                </>
              ) : (
                "—"
              ),
          },
        ]
      : []),
  ];
}

function ChangeAgreement({
  merchant,
  change,
  onClose,
}: {
  merchant: MerchantDto;
  change: Change;
  onClose: () => void;
}) {
  const activate = useAction(activateAgreement);
  const discard = useAction(discardAgreement);
  const { message } = App.useApp();
  const { agreement, to } = change;
  const isActivating = to === "activate";
  return (
    <Reasoned
      isOpen
      onClose={onClose}
      title={`${isActivating ? "启用" : "作废"}：第 ${agreement.version} 版协议`}
      consequence={
        isActivating
          ? ["从生效日起按这一版的价格核销和结算", "上一版在同一天结束；已有的核销按当时的价格，不变"]
          : ["这份草稿不能再启用，也不能恢复"]
      }
      confirmText={isActivating ? "启用这一版" : "作废草稿"}
      isDangerous={!isActivating}
      onConfirm={async ({ reason }) => {
        const input = { merchantId: merchant.id, version: agreement.version, reason };
        await (isActivating ? activate.mutateAsync(input) : discard.mutateAsync(input));
        message.success(isActivating ? "已启用" : "已作废");
      }}
    />
  );
}
