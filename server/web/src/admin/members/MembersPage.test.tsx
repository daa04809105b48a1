import { MEMBER_STATUS_NAMES } from "@club/shared/members";
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { Route, Routes } from "react-router";
import { type Answers, fakeServer, problem, show } from "../../../test/harness";
import { fill, press, searchFor, staysInSight } from "../page.testing";
import { MEMBER, VOUCHER_ROW } from "../records.testing";
import { CorrectMember } from "./CorrectMember";
import { MemberPage } from "./MemberPage";
import { FindMember, MembersPage } from "./MembersPage";
import { RevealMember } from "./RevealMember";

const page = (items: unknown[]) => ({ body: { items, nextCursor: null } });

async function find(typed: string, answers: Answers) {
  const server = fakeServer(answers);
  const onOpen = jest.fn();
  show(<FindMember onOpen={onOpen} />, { server });
  searchFor(typed);
  return { server, onOpen };
}

it("opens the one member behind a phone at once; the phone goes in the body, not in the address", async () => {
  const { server, onOpen } = await find("13100000000", { "POST /api/members/search": () => page([MEMBER]) });
  await waitFor(() => expect(onOpen).toHaveBeenCalledWith(MEMBER));
  expect(server.asked[0]).toMatchObject({ path: "/api/members/search", body: { phone: "13100000000" } });
  expect([...(server.asked[0]?.query ?? [])]).toEqual([]);
});

it("finds by a plate, of a garage or of a voucher; the plate goes in the body", async () => {
  const { server, onOpen } = await find("鲁a·8k6q5", { "POST /api/members/search": () => page([MEMBER]) });
  await waitFor(() => expect(onOpen).toHaveBeenCalledWith(MEMBER));
  expect(server.asked).toMatchObject([{ path: "/api/members/search", body: { plate: "鲁A8K6Q5" } }]);
});

it("finds by a code the member who holds the voucher", async () => {
  const { server, onOpen } = await find("ABCD-EFGH-JK23", {
    "POST /api/staff/vouchers/look-up": () => ({ body: { items: [VOUCHER_ROW] } }),
    "GET /api/members/m1": () => ({ body: { member: MEMBER, consents: [], channelScene: null } }),
  });
  await waitFor(() => expect(onOpen).toHaveBeenCalledWith(MEMBER));
  expect(server.asked[0]?.body).toEqual({ code: "ABCDEFGHJK23" });
});

it("shows several members of one name and lets one be opened", async () => {
  const { onOpen } = await find("欧阳若琳", {
    "POST /api/members/search": () => page([MEMBER, { ...MEMBER, id: "m2", phone: "132****0000" }]),
  });
  await screen.findByText("按姓名找到 2 位");
  expect(await staysInSight()).toBe(true);
  await press("打开");
  expect(onOpen).toHaveBeenCalledWith(expect.objectContaining({ id: "m2" }));
});

it.each([
  ["鲁A8K6Q5", "按车牌没有找到会员"],
  ["ABCD-EFGH-JK23", "按券码没有找到会员"],
])("says when nobody was found by %s, and what to do", async (typed, said) => {
  await find(typed, {
    "POST /api/members/search": () => page([]),
    "POST /api/staff/vouchers/look-up": () =>
      problem(404, "vouchers.not-found", { title: "没有找到这张券", detail: "请核对。" }),
  });
  await screen.findByText(said);
  expect(screen.getByText(/请核对是否输错/)).toBeTruthy();
});

it("asks the server nothing for what it does not recognise", async () => {
  const { server } = await find("1310000", {});
  await screen.findByText(/没有认出来/);
  expect(server.asked).toEqual([]);
});

it("lists the newest members and filters them in the address", async () => {
  const server = fakeServer({ "GET /api/members": () => page([MEMBER]) });
  show(<MembersPage />, { server, at: "/members?status=completed" });
  await screen.findByText("123 456 7890");
  expect(server.asked[0]?.query.get("status")).toBe("completed");
  expect(screen.getAllByText(MEMBER_STATUS_NAMES.completed).length).toBeGreaterThan(0);
});

it("says on a member's page through which channel they came", async () => {
  const server = fakeServer({
    "GET /api/members/m1": () => ({ body: { member: MEMBER, consents: [], channelScene: "poster-7" } }),
    "GET /api/staff/vouchers": () => page([]),
  });
  const routes = (
    <Routes>
      <Route path="/members/:memberId" element={<MemberPage />} />
    </Routes>
  );
  show(routes, { server, at: "/members/m1" });
  expect((await screen.findByText("注册渠道")).parentElement?.textContent).toBe("注册渠道poster-7");
});

describe("correcting", () => {
  const open = (answers: Answers = {}) => {
    const server = fakeServer(answers);
    show(<CorrectMember member={MEMBER} isOpen onClose={() => undefined} />, { server });
    return server;
  };

  it("sends only what was filled in, with the reason, after showing it", async () => {
    const server = open({ "PATCH /api/members/m1": () => ({ body: MEMBER }) });
    fill(screen.getByLabelText("姓名（现在：欧*）"), "欧阳琳");
    await screen.findByText("姓名：欧* → 欧阳琳");
    fill(screen.getByLabelText(/原因/), "登记有误");
    await press("更正资料");
    await waitFor(() => expect(server.asked[0]?.body).toEqual({ name: "欧阳琳", reason: "登记有误" }));
  });

  it("takes the phone back as null, whatever stands in the field", async () => {
    const server = open({ "PATCH /api/members/m1": () => ({ body: MEMBER }) });
    fill(screen.getByLabelText("手机号（现在：131****0000）"), "13200000000");
    fireEvent.click(screen.getByRole("checkbox", { hidden: true }));
    fill(screen.getByLabelText(/原因/), "二次放号");
    await press("更正资料");
    await waitFor(() => expect(server.asked[0]?.body).toEqual({ phone: null, reason: "二次放号" }));
  });

  it("tells a wrong ID number before it is sent, in the server's words", async () => {
    const server = open();
    fill(screen.getByLabelText(/身份证号/), "37010219900101001");
    fill(screen.getByLabelText(/原因/), "登记有误");
    await press("更正资料");
    await screen.findByText(/身份证号/, { selector: ".ant-form-item-explain-error" });
    expect(server.asked).toEqual([]);
  });
});

it("shows one value in plain text only for a reason, and offers only what the member has given", async () => {
  const server = fakeServer({
    "POST /api/members/m1/reveal": () => ({ body: { field: "phone", value: "13100000000" } }),
  });
  show(<RevealMember member={MEMBER} isOpen onClose={() => undefined} />, { server });
  expect(screen.getAllByRole("radio").map((radio) => radio.parentElement?.parentElement?.textContent)).toEqual([
    "姓名",
    "手机号",
  ]);
  await press("记录原因并查看");
  await screen.findByText("请写明原因，2 至 200 个字");
  expect(server.asked).toEqual([]);
  fireEvent.click(screen.getByLabelText("手机号"));
  fill(screen.getByLabelText(/原因/), "来电核实");
  await press("记录原因并查看");
  await screen.findByText("13100000000");
  expect(server.asked[0]?.body).toEqual({ field: "phone", reason: "来电核实" });
});
