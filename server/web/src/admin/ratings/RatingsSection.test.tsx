import type { Role } from "@club/shared/http";
import type { StaffRating } from "@club/shared/ratings";
import { screen, waitFor } from "@testing-library/react";
import { type Answers, fakeServer, problem, show } from "../../../test/harness";
import { fill, press } from "../page.testing";
import RatingsSection from "./RatingsSection";

const RATING: StaffRating = {
  redemptionId: "r1",
  stars: 2,
  tags: [{ key: "long-wait", name: "等待太久" }],
  text: "等了一个小时",
  ratedAt: "2026-11-20T04:00:00.000Z",
  textCheck: "unchecked",
  cityCode: "370100",
  merchantId: "mer1",
  merchantName: "泉城洗车",
  branchName: "历下店",
  serviceName: "洗车",
  member: { id: "m1", memberNo: "1234567890", name: "欧*", phone: "131****0000" },
  isLow: true,
  handledAt: null,
  handledNote: null,
};

function open(rows: StaffRating[], { role = "provinceAdmin" as Role, at = "/", answers = {} as Answers } = {}) {
  const page = (items: unknown[]) => ({ body: { items, nextCursor: null } });
  const server = fakeServer({
    "GET /api/staff/ratings": () => page(rows),
    "GET /api/merchants": () => page([]),
    "GET /api/staff/merchants": () => page([]),
    ...answers,
  });
  return { server, ...show(<RatingsSection />, { server, role, at }) };
}

it("lists what was said and where, narrowed by stars and by what is still open", async () => {
  const { server } = open([RATING], { at: "/ratings?stars=2&openOnly=true" });
  await screen.findByText("等了一个小时（未经内容检查）");
  expect(screen.getByText("等待太久")).toBeTruthy();
  expect(screen.getAllByText(/2 星/).length).toBeGreaterThan(0);
  const asked = server.asked.find((one) => one.path.endsWith("/ratings"));
  expect(Object.fromEntries(asked?.query ?? [])).toMatchObject({ stars: "2", openOnly: "true" });
});

it("a low rating is marked as looked after, with what was done", async () => {
  const { server } = open([RATING], {
    answers: { "POST /api/staff/ratings/r1/handle": () => ({ body: { ...RATING, handledAt: RATING.ratedAt } }) },
  });
  await press("标为已处理…");
  await screen.findByText("会员说：等待太久；等了一个小时");
  await press("标为已处理");
  await screen.findByText("请写明怎样处理的，2 至 200 个字");
  fill(screen.getByLabelText("怎样处理的"), "已致歉并补做一次");
  await press("标为已处理");
  await waitFor(() =>
    expect(server.asked.find((one) => one.method === "POST")?.body).toEqual({ note: "已致歉并补做一次" }),
  );
});

it("only low ones that are open are offered, and only to whoever may", async () => {
  open([
    { ...RATING, stars: 5, isLow: false },
    { ...RATING, redemptionId: "r2", handledAt: RATING.ratedAt, handledNote: "已补做" },
  ]);
  await screen.findByText("已处理：已补做");
  expect(screen.queryByRole("button", { name: "标为已处理…" })).toBeNull();
});

it("the auditor reads, and is told who looks after low ratings", async () => {
  open([RATING], { role: "auditor" });
  await screen.findByText("待处理");
  expect(screen.queryByRole("button", { name: "标为已处理…" })).toBeNull();
  expect(screen.getByText("低分评价由省级管理员、城市管理员处理")).toBeTruthy();
});

it("says so when somebody else was faster", async () => {
  open([RATING], {
    answers: {
      "POST /api/staff/ratings/r1/handle": () =>
        problem(409, "ratings.nothing-to-handle", { title: "这条评价不需要处理", detail: "请刷新。" }),
    },
  });
  await press("标为已处理…");
  fill(screen.getByLabelText("怎样处理的"), "已补做");
  await press("标为已处理");
  await screen.findByText("这条评价不需要处理");
});
