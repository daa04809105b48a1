import type { GiftPackView } from "@club/shared/giftpacks";
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { fakeServer, problem, show } from "../../../test/harness";
import { fill, press } from "../page.testing";
import { MEMBER } from "../records.testing";
import { phonesOf } from "./GrantFew";
import { GrantMembers } from "./GrantMembers";

const PACK = { id: "p1", name: "关怀礼包", trigger: "manual", status: "published" } as GiftPackView;

test("phones are read from lines, commas and blanks, each once; what is no phone is named", () => {
  expect(phonesOf("13100000000，131-0000-0000\n 13200000000;abc")).toEqual({
    phones: ["13100000000", "13200000000"],
    wrong: ["abc"],
  });
});

const why = (title: string) => ({ code: "x", title, next: "" });
const PREVIEW = { canClaim: true, reasons: [], whyNotGrant: null, usedCount: 0, perMemberLimit: 1 };
const PREVIEWS: Record<string, object> = {
  "m-13100000001": { ...PREVIEW, canClaim: false, reasons: [why("礼包已领完")] },
  "m-13100000002": { ...PREVIEW, canClaim: false, whyNotGrant: why("已达到每人可领的份数") },
};

const GIVEN = {
  grantedCount: 1,
  rows: [
    { memberId: "m-13100000000", grantId: "g1", refusal: null },
    { memberId: "m-13100000001", grantId: null, refusal: why("会员账号正在注销或已注销") },
  ],
};

function open(isDown = () => false) {
  const server = fakeServer({
    "POST /api/members/search": ({ body }) => {
      const { phone } = body as { phone: string };
      const items = phone === "13300000000" ? [] : [{ ...MEMBER, id: `m-${phone}` }];
      return { body: { items, nextCursor: null } };
    },
    "POST /api/staff/gift-packs/p1/preview": ({ body }) => ({
      body: PREVIEWS[(body as { memberId: string }).memberId] ?? PREVIEW,
    }),
    "POST /api/staff/gift-packs/p1/grants": () =>
      isDown()
        ? problem(500, "internal.unexpected", { title: "系统开小差了", detail: "请稍后再试。" })
        : { body: GIVEN },
  });
  show(<GrantMembers pack={PACK} onClose={() => undefined} />, { server });
  return server;
}

const PHONES = ["13100000000", "13100000001", "13100000002", "13300000000"];

async function look(phones: readonly string[]) {
  fill(screen.getByLabelText(/手机号（每行一个/), phones.join("\n"));
  fill(screen.getByLabelText(/原因/), "客户关怀");
  await press("先核对会员，不赠送");
}

/** What a phone's row says. */
const rowOf = (phone: string) => screen.getByText(phone).closest("tr")?.textContent;
const grantsOf = (server: ReturnType<typeof open>) => server.asked.filter((one) => one.path.endsWith("/grants"));

it("first shows for each phone who it is and whether it can be given, and gives nothing", async () => {
  const server = open();
  await look(PHONES);
  await screen.findByText("2 位可以赠送，2 位不能；还没有赠送");
  expect(PHONES.map(rowOf)).toEqual([
    "13100000000欧* · 高级会员 · 济南市可以赠送",
    "13100000001欧* · 高级会员 · 济南市可以赠送，但现在还不能领取：礼包已领完",
    "13100000002欧* · 高级会员 · 济南市已达到每人可领的份数",
    "13300000000—没有找到会员，请核对号码或请车主先注册",
  ]);
  expect(grantsOf(server)).toEqual([]);
});

it("then gives to those who can have it and tells for each phone what happened", async () => {
  const server = open();
  await look(PHONES);
  await press("赠送给 2 位会员");
  await screen.findByText("已赠送 1 位，没有赠送 3 位");
  expect(rowOf("13100000000")).toMatch(/已赠送$/);
  expect(rowOf("13100000001")).toMatch(/会员账号正在注销或已注销$/);
  expect(rowOf("13300000000")).toMatch(/没有找到会员/);
  const [grant] = grantsOf(server);
  expect(grant?.body).toEqual({ memberIds: ["m-13100000000", "m-13100000001"], reason: "客户关怀" });
  expect(grant?.headers.get("idempotency-key")).toBeTruthy();
});

it("goes back with what was typed, and gives what is typed then under a key of its own", async () => {
  let isDown = true;
  const server = open(() => isDown);
  await look(["13100000001"]);
  await press("赠送给 1 位会员");
  await screen.findByText("系统开小差了");
  isDown = false;
  await press("返回修改");
  expect((screen.getByLabelText(/手机号（每行一个/) as HTMLTextAreaElement).value).toBe("13100000001");
  expect((screen.getByLabelText(/原因/) as HTMLTextAreaElement).value).toBe("客户关怀");
  await look(["13100000000"]);
  await press("赠送给 1 位会员");
  await screen.findByText("已赠送 1 位，没有赠送 0 位");
  const keys = grantsOf(server).map(({ headers }) => headers.get("idempotency-key"));
  expect(new Set(keys).size).toBe(2);
});

it("offers nothing to give when nobody can have it", async () => {
  open();
  await look(["13300000000", "13100000002"]);
  await screen.findByText("没有可以赠送的会员，请按每行的原因修改手机号");
  expect(screen.queryByRole("button", { name: /^赠送给/ })).toBeNull();
});

it("asks nothing while a line is no phone", async () => {
  const server = open();
  await look(["1310000"]);
  await screen.findByText("不是手机号：1310000");
  expect(server.asked).toEqual([]);
});

it("uploads a file only to be checked first", async () => {
  const server = open();
  fireEvent.click(screen.getByRole("tab", { name: "上传手机号文件", hidden: true }));
  const send = await screen.findByRole("button", { name: "上传并先检查，不赠送" });
  expect((send as HTMLButtonElement).disabled).toBe(true);
  await waitFor(() => expect(server.asked).toEqual([]));
});
