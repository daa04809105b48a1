import { listAgreements } from "@club/shared/merchant-agreements";
import { listMerchantClerks } from "@club/shared/merchant-clerks";
import {
  changeMerchantStatus,
  getMerchant,
  type MerchantDto,
  type MerchantStatus,
  revealMerchant,
  updateMerchant,
} from "@club/shared/merchants";
import { cityName } from "@club/shared/regions";
import { Alert, App, Button, Tabs } from "antd";
import { type ReactNode, useState } from "react";
import { useParams, useSearchParams } from "react-router";
import { useAction, useCall } from "../../api/hooks";
import { useMay } from "../../app/me";
import { Facts, Page, Section } from "../../kit/Page";
import { Reasoned } from "../../kit/Reasoned";
import { Load } from "../../kit/states";
import { Time } from "../../kit/values";
import { Agreements } from "./Agreements";
import { Branches } from "./Branches";
import { Clerks } from "./Clerks";
import { EditMerchant } from "./EditMerchant";
import { MerchantState, STEPS } from "./words";

/** One merchant: review, branches, people, agreements. */
export function MerchantPage() {
  const { merchantId = "" } = useParams();
  const merchant = useCall(getMerchant, { merchantId });
  return <Load from={merchant}>{(found) => <Inside merchant={found} />}</Load>;
}

function Inside({ merchant }: { merchant: MerchantDto }) {
  const may = useMay();
  const [step, setStep] = useState<MerchantStatus | null>(null);
  const [open, setOpen] = useState<"edit" | "reveal" | null>(null);
  const steps = may(changeMerchantStatus) ? merchant.allowedNext : [];
  const close = () => setOpen(null);
  return (
    <Page
      title={merchant.name}
      note={<MerchantState status={merchant.status} />}
      back="/merchants"
      actions={
        <>
          {may(revealMerchant) ? <Button onClick={() => setOpen("reveal")}>查看明文</Button> : null}
          {may(updateMerchant) && merchant.status !== "closed" ? (
            <Button onClick={() => setOpen("edit")}>修改</Button>
          ) : null}
          {steps.map((to) => (
            <Button
              key={to}
              type={to === "approved" || to === "reviewing" ? "primary" : "default"}
              danger={STEPS[to].isDangerous}
              onClick={() => setStep(to)}
            >
              {to === "approved" && merchant.status === "suspended" ? "恢复" : STEPS[to].title}
            </Button>
          ))}
        </>
      }
    >
      {merchant.statusReason ? (
        <Alert type="info" showIcon title={`最近一次变更的原因：${merchant.statusReason}`} />
      ) : null}
      <Section title="概况">
        <MerchantFacts merchant={merchant} />
      </Section>
      <Section>
        <MerchantTabs merchant={merchant} />
      </Section>
      {step ? <Step merchant={merchant} to={step} onClose={() => setStep(null)} /> : null}
      <EditMerchant merchant={merchant} isOpen={open === "edit"} onClose={close} />
      <Reveal merchant={merchant} isOpen={open === "reveal"} onClose={close} />
    </Page>
  );
}

function MerchantFacts({ merchant }: { merchant: MerchantDto }) {
  return (
    <Facts
      items={[
        { label: "统一社会信用代码", value: merchant.creditCode },
        { label: "城市", value: cityName(merchant.cityCode) },
        { label: "登记时间", value: <Time at={merchant.createdAt} /> },
        { label: "联系人", value: merchant.contactName },
        { label: "联系电话", value: merchant.contactPhone },
        { label: "修改时间", value: <Time at={merchant.updatedAt} /> },
        { label: "开户行", value: merchant.bankName },
        { label: "户名", value: merchant.bankHolder },
        { label: "银行账号", value: merchant.bankAccount },
        { label: "收款账号变更", value: <Time at={merchant.bankChangedAt} /> },
      ]}
    />
  );
}

function MerchantTabs({ merchant }: { merchant: MerchantDto }) {
  const may = useMay();
  const [params, setParams] = useSearchParams();
  const tabs: { key: string; label: string; children: ReactNode }[] = [
    { key: "branches", label: `门店 ${merchant.branches.length}`, children: <Branches merchant={merchant} /> },
    ...(may(listMerchantClerks) ? [{ key: "clerks", label: "人员", children: <Clerks merchant={merchant} /> }] : []),
    ...(may(listAgreements)
      ? [{ key: "agreements", label: "协议", children: <Agreements merchant={merchant} /> }]
      : []),
  ];
  return (
    <Tabs
      activeKey={params.get("tab") ?? "branches"}
      destroyOnHidden
      items={tabs}
      onChange={(tab) => setParams({ tab }, { replace: true })}
    />
  );
}

function Step({ merchant, to, onClose }: { merchant: MerchantDto; to: MerchantStatus; onClose: () => void }) {
  const change = useAction(changeMerchantStatus);
  const { message } = App.useApp();
  const { title, confirmText, consequence, isDangerous } = STEPS[to];
  return (
    <Reasoned
      isOpen
      onClose={onClose}
      title={`${title}：${merchant.name}`}
      consequence={consequence}
      confirmText={confirmText}
      isDangerous={isDangerous}
      onConfirm={async ({ reason }) => {
        await change.mutateAsync({ merchantId: merchant.id, to, reason });
        message.success(`${title}完成`);
      }}
    />
  );
}

type DialogProps = { merchant: MerchantDto; isOpen: boolean; onClose: () => void };

function Reveal({ merchant, isOpen, onClose }: DialogProps) {
  const reveal = useAction(revealMerchant);
  const { modal } = App.useApp();
  return (
    <Reasoned
      isOpen={isOpen}
      onClose={onClose}
      title="查看联系电话和收款账号"
      consequence={["谁在什么时候、为什么看了，会留在审计记录里", "只显示一次，请勿截图或转发"]}
      confirmText="记录原因并查看"
      onConfirm={async ({ reason }) => {
        const plain = await reveal.mutateAsync({ merchantId: merchant.id, reason });
        modal.info({
          title: merchant.name,
          content: (
            <Facts
              columns={1}
              items={[
                { label: "联系人", value: plain.contactName },
                { label: "联系电话", value: plain.contactPhone },
                { label: "户名", value: plain.bankHolder },
                { label: "银行账号", value: plain.bankAccount },
              ]}
            />
          ),
          okText: "看完了",
        });
      }}
    />
  );
}
