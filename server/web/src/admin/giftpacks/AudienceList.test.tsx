import type { GiftPackView } from "@club/shared/giftpacks";
import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { fakeServer, problem, show } from "../../../test/harness";
import { AudienceList } from "./AudienceList";

const PATH = "/api/staff/gift-packs/p1/audience";
const PACK = { id: "p1", name: "关怀礼包", status: "draft" } as GiftPackView;
const CLEAN = { addedCount: 1_200, alreadyCount: 3, memberCount: 1_203, refused: [] };
const row = (rowNo: number, title: string) => ({
  rowNo,
  phoneMasked: "139****7777",
  outcome: { code: "x", title, next: "" },
});

function open(answer: () => { status?: number; body?: unknown }, pack = PACK) {
  const server = fakeServer({ [`POST ${PATH}`]: answer });
  const { container } = show(<AudienceList pack={pack} />, { server });
  const field = () => container.querySelector("input[type=file]") as HTMLInputElement;
  const choose = async (text: string) => {
    const files = [new File([text], "phones.csv", { type: "text/csv" })];
    await act(async () => void fireEvent.change(field(), { target: { files } }));
  };
  return { server, choose, field };
}

it("sends the file as it is and tells how many are on the list now", async () => {
  const { server, choose } = open(() => ({ body: CLEAN }));
  await choose("手机号\n13100000001\n");
  await screen.findByText("新加入 1,200 位，原来就在 3 位；名单共 1,203 位");
  expect(screen.queryByRole("table")).toBeNull();
  expect(server.countOf("POST", PATH)).toBe(1);
  const { body, headers } = server.asked[0] ?? {};
  expect((body as Blob).size).toBe(new Blob(["手机号\n13100000001\n"]).size);
  expect(headers?.get("content-type")).toBe("text/csv");
});

it("names every row that was not taken, with its reason", async () => {
  const refused = [row(3, "没有这位会员"), row(7, "手机号格式不正确")];
  const { choose } = open(() => ({ body: { ...CLEAN, refused } }));
  await choose("13988887777\n");
  await screen.findByText("有 2 行没有加入，请按原因核对：");
  const rows = screen.getAllByRole("row").map((line) => line.textContent);
  expect(rows).toEqual(expect.arrayContaining(["3139****7777没有这位会员", "7139****7777手机号格式不正确"]));
});

it("shows why a file was refused, and the next one takes its place", async () => {
  let isEmpty = true;
  const { choose } = open(() =>
    isEmpty ? problem(400, "giftpacks.file-empty", { title: "文件里没有手机号", detail: "请上传。" }) : { body: CLEAN },
  );
  await choose("手机号\n");
  await screen.findByText("文件里没有手机号");
  isEmpty = false;
  await choose("13100000001\n");
  await screen.findByText(/^新加入 1,200 位/);
  await waitFor(() => expect(screen.queryByText("文件里没有手机号")).toBeNull());
});

it("takes no file for a pack that has ended", () => {
  const { field } = open(() => ({ body: CLEAN }), { ...PACK, status: "ended" });
  expect(field().disabled).toBe(true);
});
