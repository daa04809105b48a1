import { MAX_STARS, type StaffRating } from "@club/shared/ratings";
import { cityName } from "@club/shared/regions";
import type { Column } from "../../kit/table/types";
import { StateTag, Time, timeText } from "../../kit/values";

/** "★★★★☆ 4 星": the drawing for the eye, the number for everybody. */
function Stars({ stars }: { stars: number }) {
  return (
    <span className="num">
      <span aria-hidden="true" className="stars">
        {"★".repeat(stars)}
        {"☆".repeat(MAX_STARS - stars)}
      </span>{" "}
      {stars} 星
    </span>
  );
}

function handledText(row: StaffRating): string {
  if (!row.isLow) return "";
  return row.handledAt === null ? "待处理" : `已处理：${row.handledNote ?? ""}`;
}

/** What was written; what WeChat could not check says so. */
function wordsText({ text, textCheck }: StaffRating): string {
  if (!text) return "";
  return textCheck === "unchecked" ? `${text}（未经内容检查）` : text;
}

export const RATING_COLUMNS: readonly Column<StaffRating>[] = [
  { key: "at", title: "评价时间", text: (row) => timeText(row.ratedAt), render: (row) => <Time at={row.ratedAt} /> },
  { key: "stars", title: "星级", text: (row) => `${row.stars} 星`, render: (row) => <Stars stars={row.stars} /> },
  { key: "merchant", title: "商户", text: (row) => row.merchantName },
  { key: "branch", title: "门店", text: (row) => row.branchName },
  { key: "service", title: "服务", text: (row) => row.serviceName },
  { key: "tags", title: "标签", text: (row) => row.tags.map((tag) => tag.name).join("、") },
  { key: "text", title: "内容", text: wordsText, render: (row) => <Cut text={wordsText(row)} /> },
  {
    key: "handled",
    title: "处理",
    text: handledText,
    render: (row) =>
      row.isLow && row.handledAt === null ? <StateTag text="待处理" tone="waiting" /> : <Cut text={handledText(row)} />,
  },
  { key: "member", title: "会员", text: (row) => row.member.name ?? row.member.phone ?? row.member.memberNo },
  { key: "city", title: "城市", text: (row) => cityName(row.cityCode) },
];

/** Long words are cut in the table and whole on hover and on the page of the redemption. */
function Cut({ text }: { text: string }) {
  if (text === "") return <>—</>;
  return (
    <span className="cut" title={text}>
      {text}
    </span>
  );
}
