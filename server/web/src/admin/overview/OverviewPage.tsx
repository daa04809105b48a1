import { getOverview, type OverviewView, type PeriodFigures, watchRedemptions } from "@club/shared/overview";
import { CITIES } from "@club/shared/regions";
import { formatDay, shanghaiDay } from "@club/shared/time";
import { Select } from "antd";
import { useMemo } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { useCall } from "../../api/hooks";
import { now } from "../../app/clock";
import { useMay, useMe } from "../../app/me";
import { type Figure, Figures } from "../../kit/Figures";
import { DayInput } from "../../kit/fields";
import { Page, Section } from "../../kit/Page";
import { Load } from "../../kit/states";
import { countText, Money, monthText, placeText, Time } from "../../kit/values";
import { LiveFeed } from "./LiveFeed";
import { OverviewCharts } from "./OverviewCharts";
import { ProofTiles } from "./ProofTiles";

const AFRESH_MS = 15_000;

/** The first page: today and this month, what happens now, and whether the books agree. */
export function OverviewPage() {
  const me = useMe();
  const may = useMay();
  const [params, setParams] = useSearchParams();
  const on = params.get("on") ?? undefined;
  const cityCode = me.cityCode ?? params.get("cityCode") ?? undefined;
  const scope = useMemo(() => (cityCode ? { cityCode } : {}), [cityCode]);
  const read = useCall(getOverview, { ...scope, ...(on && { on }) }, { refetchMs: AFRESH_MS, keepPrevious: true });
  const set = (name: string, value: string | undefined) => {
    const next = new URLSearchParams(params);
    if (value) next.set(name, value);
    else next.delete(name);
    setParams(next, { replace: true });
  };
  return (
    <Page
      title="首页"
      note={placeText(cityCode ?? null)}
      actions={
        <>
          {me.cityCode === null ? <CityChoice value={cityCode} change={(value) => set("cityCode", value)} /> : null}
          <div style={{ width: 144 }}>
            <DayInput value={on ?? shanghaiDay(now())} onChange={(value) => set("on", value)} />
          </div>
        </>
      }
    >
      <Load from={read} rows={10}>
        {(overview) => <OverviewFigures overview={overview} />}
      </Load>
      {may(watchRedemptions) ? <LiveFeed scope={scope} /> : null}
      <ProofTiles scope={scope} />
      {read.data ? <OverviewCharts overview={read.data} /> : null}
    </Page>
  );
}

function CityChoice({ value, change }: { value: string | undefined; change: (value: string | undefined) => void }) {
  return (
    <Select
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      aria-label="城市"
      placeholder="全省"
      style={{ width: 144 }}
      options={CITIES.map(({ code, name }) => ({ value: code, label: name }))}
      value={value ?? null}
      onChange={(next: string | null) => change(next ?? undefined)}
    />
  );
}

export function OverviewFigures({ overview }: { overview: OverviewView }) {
  const navigate = useNavigate();
  const me = useMe();
  const { on, month, asOf } = overview;
  // City staff see their own city anyway; a city in the address would be a filter that they cannot see.
  const cityCode = me.cityCode === null ? overview.cityCode : null;
  const openRows = (fromDay: string) => () => {
    const counted = { ...(cityCode && { cityCode }), status: "redeemed", fromDay, toDay: on };
    navigate(`/redemptions?${new URLSearchParams(counted)}`);
  };
  return (
    <>
      <Section title={formatDay(on)} extra={<CountedNote text="统计于" at={asOf} />}>
        <Figures items={figuresOf(overview.day, openRows(on))} />
      </Section>
      <Section
        title={`${monthText(month)}至今`}
        extra={<CountedNote text="以前各天统计于" at={overview.earlierDaysAsOf} />}
      >
        <Figures items={figuresOf(overview.monthToDate, openRows(`${month}-01`))} />
      </Section>
    </>
  );
}

function CountedNote({ text, at }: { text: string; at: string | null }) {
  if (at === null) return null;
  return (
    <span className="figure-note">
      {text} <Time at={at} />
    </span>
  );
}

/** What redemptions add up to opens exactly these: those that stand, of the period and the city. */
function figuresOf(figures: PeriodFigures, onOpen: () => void): Figure[] {
  return [
    {
      label: "核销",
      value: `${countText(figures.redeemedCount)} 笔`,
      note: `另有冲正 ${countText(figures.reversedCount)} 笔`,
      onOpen,
    },
    { label: "俱乐部成本", value: <Money fen={figures.clubFen} />, onOpen },
    { label: "车主自付", value: <Money fen={figures.memberFen} />, onOpen },
    { label: "领取礼包", value: `${countText(figures.claimCount)} 份` },
    { label: "新会员", value: `${countText(figures.newMemberCount)} 位` },
  ];
}
