import { createGiftPack, GIFT_PACK_STATUS_NAMES, type GiftPackView, listGiftPacks } from "@club/shared/giftpacks";
import { formatFen } from "@club/shared/money";
import { Button } from "antd";
import { useNavigate } from "react-router";
import { useMay } from "../../app/me";
import { Page, Section } from "../../kit/Page";
import { CursorTable } from "../../kit/table/CursorTable";
import type { Column, Filter } from "../../kit/table/types";
import { countText, Money, placeText, Time, timeText } from "../../kit/values";
import { audienceText, leftText, PackState, TRIGGER_NAMES } from "./words";

const FILTERS: readonly Filter[] = [
  {
    kind: "choice",
    name: "status",
    label: "状态",
    choices: Object.entries(GIFT_PACK_STATUS_NAMES).map(([value, label]) => ({ value, label })),
  },
];
const COLUMNS: readonly Column<GiftPackView>[] = [
  { key: "name", title: "礼包", text: (row) => row.name },
  { key: "status", title: "状态", text: (row) => row.statusName, render: (row) => <PackState status={row.status} /> },
  { key: "city", title: "管理", text: (row) => placeText(row.cityCode) },
  { key: "trigger", title: "发放方式", text: (row) => TRIGGER_NAMES[row.trigger] },
  { key: "audience", title: "适用人群", text: (row) => audienceText(row.audience) },
  { key: "claimed", title: "已领取（份）", align: "right", text: (row) => countText(row.claimedCount) },
  { key: "left", title: "库存（份）", align: "right", text: (row) => leftText(row.stockLeft, row.stockTotal) },
  {
    key: "cost",
    title: "每份成本（元）",
    align: "right",
    text: (row) => formatFen(row.costFen),
    render: (row) => <Money fen={row.costFen} />,
  },
  { key: "opens", title: "开始", text: (row) => timeText(row.opensAt), render: (row) => <Time at={row.opensAt} /> },
  { key: "closes", title: "结束", text: (row) => timeText(row.closesAt), render: (row) => <Time at={row.closesAt} /> },
  { key: "version", title: "版本", align: "right", text: (row) => String(row.currentVersion), isExtra: true },
];

/** 礼包: what the club gives away. */
export function GiftPacksPage() {
  const navigate = useNavigate();
  const may = useMay();
  const create = may(createGiftPack) ? (
    <Button type="primary" onClick={() => navigate("/giftpacks/new")}>
      新建礼包
    </Button>
  ) : null;
  return (
    <Page title="礼包" actions={create}>
      <Section>
        <CursorTable
          id="giftpacks"
          name="礼包"
          endpoint={listGiftPacks}
          columns={COLUMNS}
          filters={FILTERS}
          rowKey={(row) => row.id}
          onOpen={(row) => navigate(`/giftpacks/${row.id}`)}
          empty={{ sentence: "还没有礼包。新建一个礼包，发布后会员就能领取。" }}
        />
      </Section>
    </Page>
  );
}
