import type { GiftPackView } from "@club/shared/giftpacks";
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { fakeServer, show } from "../../../test/harness";
import { fill, press } from "../page.testing";
import { MEMBER } from "../records.testing";
import { GrantMembers, phonesOf } from "./GrantMembers";

const PACK = { id: "p1", name: "关怀礼包", trigger: "manual", status: "published" } as GiftPackView;

test("phones are read from lines, commas and blanks, each once; what is no phone is named", () => {
  expect(phonesOf("13100000000，131-0000-0000\n 13200000000;abc")).toEqual({
    phones: ["13100000000", "13200000000"],
    wrong: ["abc"],
  });
});

function open() {
  const server = fakeServer({
    "POST /api/members/search": ({ body }) => {
      const { phone } = body as { phone: string };
      const items = phone === "13300000000" ? [] : [{ ...MEMBER, id: `m-${phone}` }];
      return { body: { items, nextCursor: null } };
    },
    "POST /api/staff/gift-packs/p1/grants": () => ({
      body: {
        grantedCount: 1,
        rows: [
          { memberId: "m-13100000000", grantId: "g1", refusal: null },
          { memberId: "m-13200000000", grantId: null, refusal: { code: "x", title: "已达到每人份数", next: "" } },
        ],
      },
    }),
  });
  show(<GrantMembers pack={PACK} onClose={() => undefined} />, { server });
  return server;
}

it("gives to whom it finds and tells for each phone what happened", async () => {
  const server = open();
  fill(screen.getByLabelText(/手机号（每行一个/), "13100000000\n13200000000\n13300000000");
  fill(screen.getByLabelText(/原因/), "客户关怀");
  await press("赠送");
  await screen.findByText("已赠送 1 位，没有赠送 2 位");
  expect(screen.getByText("已达到每人份数")).toBeTruthy();
  expect(screen.getByText("没有找到会员，请核对号码或请车主先注册")).toBeTruthy();
  const grant = server.asked.find((one) => one.path.endsWith("/grants"));
  expect(grant?.body).toEqual({ memberIds: ["m-13100000000", "m-13200000000"], reason: "客户关怀" });
  expect(grant?.headers.get("idempotency-key")).toBeTruthy();
});

it("asks nothing while a line is no phone", async () => {
  const server = open();
  fill(screen.getByLabelText(/手机号（每行一个/), "1310000");
  fill(screen.getByLabelText(/原因/), "客户关怀");
  await press("赠送");
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
