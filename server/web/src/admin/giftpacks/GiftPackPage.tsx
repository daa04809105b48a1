import { addAudience, countAudience, grantGiftPack } from "@club/shared/giftpack-grants";
import { type GiftPackView, getGiftPack, listGiftPackVersions } from "@club/shared/giftpacks";
import { Button, Table } from "antd";
import { useState } from "react";
import { useParams } from "react-router";
import { useCall } from "../../api/hooks";
import { useMay, useMe } from "../../app/me";
import { Figures } from "../../kit/Figures";
import { Facts, Page, Section } from "../../kit/Page";
import { Load } from "../../kit/states";
import { countText, Money, placeText, Time } from "../../kit/values";
import { AudienceList } from "./AudienceList";
import { CanClaim } from "./CanClaim";
import { GivenAway } from "./GivenAway";
import { GrantMembers } from "./GrantMembers";
import { PackActions } from "./PackActions";
import { audienceText, leftText, PackState, TRIGGER_NAMES } from "./words";

/** One gift pack: what is left, what is in it, whom it was given to, and what may be done with it. */
export function GiftPackPage() {
  const { packId = "" } = useParams();
  const pack = useCall(getGiftPack, { packId });
  return <Load from={pack}>{(found) => <Inside pack={found} />}</Load>;
}

function Inside({ pack }: { pack: GiftPackView }) {
  const may = useMay();
  const { cityCode } = useMe();
  const [isGranting, setGranting] = useState(false);
  // City staff manage their own city's packs; the province's they may only give away.
  const isOwn = cityCode === null || cityCode === pack.cityCode;
  const canGrant = may(grantGiftPack) && pack.status === "published" && ["manual", "counter"].includes(pack.trigger);
  return (
    <Page
      title={pack.name}
      note={<PackState status={pack.status} />}
      back="/giftpacks"
      actions={
        <>
          {isOwn ? <PackActions pack={pack} /> : null}
          {canGrant ? (
            <Button type="primary" onClick={() => setGranting(true)}>
              赠送
            </Button>
          ) : null}
        </>
      }
    >
      <PackFigures pack={pack} />
      <Section title="设置">
        <PackFacts pack={pack} />
      </Section>
      <Section title={`内容（第 ${pack.currentVersion} 版）`}>
        <PackItems items={pack.items} />
        {pack.terms.length > 0 ? (
          <ul>
            {pack.terms.map((term) => (
              <li key={term}>{term}</li>
            ))}
          </ul>
        ) : null}
        {pack.currentVersion > 1 ? <Versions packId={pack.id} /> : null}
      </Section>
      {pack.audience.kind === "list" && isOwn && may(addAudience) ? <AudienceList pack={pack} /> : null}
      <CanClaim packId={pack.id} />
      <GivenAway pack={pack} />
      {isGranting ? <GrantMembers pack={pack} onClose={() => setGranting(false)} /> : null}
    </Page>
  );
}

function PackFigures({ pack }: { pack: GiftPackView }) {
  const may = useMay();
  const audience = useCall(countAudience, { packId: pack.id }, { enabled: may(countAudience) });
  return (
    <Figures
      items={[
        { label: "已领取（份）", value: countText(pack.claimedCount) },
        { label: "库存（份）", value: leftText(pack.stockLeft, pack.stockTotal) },
        {
          label: "预算剩余",
          value: pack.budgetLeftFen === null ? "不限" : <Money fen={pack.budgetLeftFen} />,
          ...(pack.budgetFen !== null && { note: <>共 {<Money fen={pack.budgetFen} />}</> }),
        },
        { label: "每份成本", value: <Money fen={pack.costFen} />, note: "按标准价" },
        ...(may(countAudience)
          ? [{ label: "适用会员（位）", value: audience.data ? countText(audience.data.memberCount) : "…" }]
          : []),
      ]}
    />
  );
}

function PackFacts({ pack }: { pack: GiftPackView }) {
  return (
    <Facts
      items={[
        { label: "管理", value: placeText(pack.cityCode) },
        { label: "发放方式", value: TRIGGER_NAMES[pack.trigger] },
        { label: "适用人群", value: audienceText(pack.audience) },
        { label: "开始", value: <Time at={pack.opensAt} /> },
        { label: "结束", value: pack.closesAt ? <Time at={pack.closesAt} /> : "长期" },
        { label: "领取期限", value: pack.claimDays === null ? "不限" : `赠送后 ${pack.claimDays} 天内` },
        { label: "每位会员", value: `最多 ${pack.perMemberLimit} 份` },
        { label: "修改时间", value: <Time at={pack.updatedAt} /> },
        { label: "介绍", value: pack.intro, wide: true },
      ]}
    />
  );
}

function PackItems({ items }: { items: GiftPackView["items"] }) {
  return (
    <Table<GiftPackView["items"][number]>
      size="small"
      rowKey={(row) => `${row.serviceId}${row.validity}${row.quantity}`}
      dataSource={items}
      pagination={false}
      columns={[
        { title: "服务", dataIndex: "serviceName" },
        { title: "数量（张）", align: "right", className: "num", dataIndex: "quantity" },
        { title: "有效期", dataIndex: "validity" },
        { title: "车牌", render: (_value, row) => (row.plateBinding === "required" ? "须绑定" : "不绑定") },
      ]}
    />
  );
}

function Versions({ packId }: { packId: string }) {
  const versions = useCall(listGiftPackVersions, { packId });
  return (
    <details style={{ marginTop: 12 }}>
      <summary>历史版本</summary>
      <Load from={versions} rows={2}>
        {({ items }) => (
          <>
            {items
              .filter((version) => !version.isCurrent)
              .map((version) => (
                <div key={version.version} style={{ marginTop: 12 }}>
                  <p>
                    第 {version.version} 版 · <Time at={version.createdAt} /> · 每份成本 <Money fen={version.costFen} />
                  </p>
                  <PackItems items={version.items} />
                </div>
              ))}
          </>
        )}
      </Load>
    </details>
  );
}
