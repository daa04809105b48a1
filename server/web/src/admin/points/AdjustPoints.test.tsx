import { screen, waitFor } from "@testing-library/react";
import { type Answers, fakeServer, problem, show } from "../../../test/harness";
import { fill, press, searchFor } from "../page.testing";
import { MEMBER } from "../records.testing";
import { AdjustPoints } from "./AdjustPoints";
import { ACCOUNT, ADJUSTMENT, pageOf, SETTINGS } from "./records.testing";

const READS: Answers = {
  "GET /api/staff/points/settings": () => ({ body: SETTINGS }),
  "GET /api/staff/points/accounts/m1": () => ({ body: ACCOUNT }),
};

function open(answers: Answers = {}, hasAccount = true) {
  const server = fakeServer({ ...READS, ...answers });
  const onClose = jest.fn();
  show(<AdjustPoints {...(hasAccount && { account: ACCOUNT })} onClose={onClose} />, { server });
  return { server, onClose, posts: () => server.asked.filter((one) => one.path.endsWith("/adjustments")) };
}

const type = (points: string) => fill(screen.getByLabelText(/增加或扣减/), points);

it("says while it is typed what the balance will be, and whether a second person has to agree", async () => {
  open();
  await screen.findByText(/您今天还可直接调整 1,000 积分（增减合计每天 1,000 积分），超过的须由另一位/);
  type("1000");
  await screen.findByText(/余额 1,280 → 2,280（\+1,000），登记后马上生效/);
  type("-1001");
  await screen.findByText(/余额 1,280 → 279（-1,001），须由另一人复核后才生效/);
  type("-1281");
  await screen.findByText("余额只有 1,280 积分，不够扣减");
});

it("counts what was adjusted without a second person today", async () => {
  open({ "GET /api/staff/points/settings": () => ({ body: { ...SETTINGS, ownLeftPoints: 200 } }) });
  await screen.findByText(/您今天还可直接调整 200 积分/);
  type("200");
  await screen.findByText(/登记后马上生效/);
  type("201");
  await screen.findByText(/须由另一人复核后才生效/);
});

it("sends the points once under a key of its own, with the reason", async () => {
  const { posts, onClose } = open({
    "POST /api/staff/points/adjustments": () => ({ body: { ...ADJUSTMENT, status: "done", statusName: "已生效" } }),
  });
  type("-80");
  fill(screen.getByLabelText(/原因/), "重复发放");
  await press("登记这笔调整");
  await screen.findByText("已生效");
  expect(posts()).toHaveLength(1);
  expect(posts()[0]?.body).toEqual({ memberId: "m1", points: -80, reason: "重复发放" });
  expect(posts()[0]?.headers.get("idempotency-key")).toBeTruthy();
  expect(onClose).toHaveBeenCalled();
});

it("tells that it waits for another person when it does", async () => {
  open({ "POST /api/staff/points/adjustments": () => ({ body: ADJUSTMENT }) });
  type("5000");
  fill(screen.getByLabelText(/原因/), "活动补发");
  await press("登记这笔调整");
  await screen.findByText("已登记，等待另一人复核");
});

it("asks nothing for zero, and keeps what was typed when the server refuses", async () => {
  const { posts, onClose } = open({
    "POST /api/staff/points/adjustments": () =>
      problem(409, "points.insufficient-balance", { title: "积分不够", detail: "请减少扣减的积分。" }),
  });
  type("0");
  fill(screen.getByLabelText(/原因/), "重复发放");
  await press("登记这笔调整");
  await screen.findByText("调整的积分不能为 0");
  expect(posts()).toEqual([]);
  type("-2000");
  await press("登记这笔调整");
  await screen.findByText("积分不够");
  expect((screen.getByLabelText(/增加或扣减/) as HTMLInputElement).value).toBe("-2000");
  expect(onClose).not.toHaveBeenCalled();
});

it("from the list, finds the member first: without one nothing is sent", async () => {
  const { posts } = open(
    {
      "POST /api/members/search": ({ body }) =>
        pageOf((body as { phone: string }).phone === "13100000000" ? [MEMBER] : []),
      "POST /api/staff/points/adjustments": () => ({ body: ADJUSTMENT }),
    },
    false,
  );
  type("10");
  fill(screen.getByLabelText(/原因/), "补发签到");
  await press("登记这笔调整");
  await screen.findByText("请先查找并选定一位会员");
  searchFor("13200000000");
  await screen.findByText(/没有找到这位会员/);
  expect(posts()).toEqual([]);
  searchFor("13100000000");
  await screen.findByText("已选定：欧* 131****0000");
  await press("登记这笔调整");
  await waitFor(() => expect(posts()[0]?.body).toEqual({ memberId: "m1", points: 10, reason: "补发签到" }));
});
