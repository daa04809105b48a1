import { handleRating, listRatings, type StaffRating } from "@club/shared/ratings";
import { Button } from "antd";
import { useMemo, useState } from "react";
import { useNavigate } from "react-router";
import { useMay, whoMay } from "../../app/me";
import { Page, Section } from "../../kit/Page";
import { CursorTable } from "../../kit/table/CursorTable";
import { MERCHANT_FILTER } from "../../kit/table/custom-filters";
import type { Column, Filter } from "../../kit/table/types";
import { RATING_COLUMNS } from "./columns";
import { HandleRating } from "./HandleRating";

const FILTERS: readonly Filter[] = [
  MERCHANT_FILTER,
  {
    kind: "choice",
    name: "stars",
    label: "星级",
    choices: [5, 4, 3, 2, 1].map((stars) => ({ value: String(stars), label: `${stars} 星` })),
  },
  { kind: "choice", name: "openOnly", label: "处理", choices: [{ value: "true", label: "只看待处理的低分" }] },
  { kind: "city", name: "cityCode" },
];

/** 评价: how redemptions went; low ratings are looked after. */
export default function RatingsSection() {
  const navigate = useNavigate();
  const may = useMay();
  const [handled, setHandled] = useState<StaffRating | null>(null);
  const mayHandle = may(handleRating);
  const columns = useMemo(() => {
    const action: Column<StaffRating> = {
      key: "handle",
      title: "操作",
      isAction: true,
      text: () => "",
      render: (row) =>
        row.isLow && row.handledAt === null ? (
          <Button
            size="small"
            onClick={(event) => {
              event.stopPropagation();
              setHandled(row);
            }}
          >
            标为已处理…
          </Button>
        ) : (
          "—"
        ),
    };
    return mayHandle ? [...RATING_COLUMNS, action] : RATING_COLUMNS;
  }, [mayHandle]);
  return (
    <Page title="评价" note={mayHandle ? "2 星及以下的评价需要有人处理" : `低分评价由${whoMay(handleRating)}处理`}>
      <Section>
        <CursorTable
          id="ratings"
          name="评价"
          endpoint={listRatings}
          columns={columns}
          filters={FILTERS}
          rowKey={(row) => row.redemptionId}
          onOpen={(row) => navigate(`/redemptions/${encodeURIComponent(row.redemptionId)}`)}
          empty={{ sentence: "还没有评价。会员在使用兑换券后可以评价这次服务。" }}
        />
      </Section>
      {handled ? <HandleRating rating={handled} onClose={() => setHandled(null)} /> : null}
    </Page>
  );
}
