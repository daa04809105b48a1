import type { OverviewView, PeriodFigures } from "@club/shared/overview";
import { fireEvent, screen } from "@testing-library/react";
import { fakeServer, show } from "../../../test/harness";
import { OverviewFigures } from "./OverviewPage";

const figures = (redeemedCount: number): PeriodFigures => ({
  redeemedCount,
  reversedCount: 2,
  clubFen: redeemedCount * 2_800,
  memberFen: 0,
  claimCount: 7,
  newMemberCount: 3,
});

function overview(cityCode: string | null): OverviewView {
  return {
    ...{ cityCode, on: "2026-11-22", month: "2026-11", day: figures(12), monthToDate: figures(345) },
    ...{ byCity: [], byService: [], byHour: [], byDay: [] },
    ...{ asOf: "2026-11-22T04:00:00.000Z", earlierDaysAsOf: "2026-11-21T18:00:00.000Z" },
  };
}

function where(cityCode: string | null, text: string, own: string | null = null): string {
  const options = { server: fakeServer({}), at: "/overview", cityCode: own };
  const shown = show(<OverviewFigures overview={overview(cityCode)} />, options);
  fireEvent.click(screen.getByText(text));
  shown.unmount();
  return shown.location();
}

const DAY = "fromDay=2026-11-22&toDay=2026-11-22";
const MONTH = "fromDay=2026-11-01&toDay=2026-11-22";

it("opens behind a figure exactly the redemptions that it counted: of the city, the period, those that stand", () => {
  expect(where(null, "12 笔")).toBe(`/redemptions?status=redeemed&${DAY}`);
  expect(where("370200", "12 笔")).toBe(`/redemptions?cityCode=370200&status=redeemed&${DAY}`);
  expect(where("370200", "345 笔")).toBe(`/redemptions?cityCode=370200&status=redeemed&${MONTH}`);
  expect(where("370200", "345 笔", "370200")).toBe(`/redemptions?status=redeemed&${MONTH}`);
});
