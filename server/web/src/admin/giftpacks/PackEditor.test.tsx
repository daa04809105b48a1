import { screen, waitFor, within } from "@testing-library/react";
import { type Answers, fakeServer, problem, show } from "../../../test/harness";
import { refusalOf } from "../../api/errors";
import { fill, press } from "../page.testing";
import { SERVICE } from "../records.testing";
import { PackForm } from "./PackEditor";
import { emptyPack } from "./pack-form";

const INITIAL = {
  ...emptyPack(null, new Date("2026-11-22T04:00:00Z")),
  items: [{ serviceId: "car-wash", quantity: 5, validBy: "days" as const, validDays: 90 }],
};

function open(onSave: Parameters<typeof PackForm>[0]["onSave"], answers: Answers = {}) {
  const server = fakeServer({
    "GET /api/services": () => ({ body: { items: [SERVICE] } }),
    "POST /api/staff/gift-packs/audience-count": () => ({ body: { memberCount: 12_345 } }),
    ...answers,
  });
  show(<PackForm title="新建礼包" back="/giftpacks" initial={INITIAL} saveText="保存草稿" onSave={onSave} />, {
    server,
  });
  return server;
}

it("shows the pack as the member will see it while it is typed, and what one costs", async () => {
  open(async () => undefined);
  fill(screen.getByLabelText("名称"), "开门红");
  const preview = within(screen.getByTestId("pack-preview"));
  await preview.findByText("开门红");
  await preview.findByText("洗车");
  expect(preview.getByText("×5")).toBeTruthy();
  expect(preview.getByText(/领取后 90 天内有效/)).toBeTruthy();
  await screen.findByText("¥140.00");
});

it("says how many members the audience has now", async () => {
  const server = open(async () => undefined);
  await screen.findByText("现在有 12,345 位会员");
  expect(server.asked.find((one) => one.method === "POST")?.body).toEqual({
    cityCode: null,
    audience: { kind: "all" },
  });
});

it("saves nothing while something is missing, and says what", async () => {
  const save = jest.fn(async () => undefined);
  open(save);
  await press("保存草稿");
  await screen.findByText("请填写礼包名称");
  expect(screen.getByText("请填写礼包介绍")).toBeTruthy();
  expect(save).not.toHaveBeenCalled();
});

it("keeps everything that was typed when the server refuses, and says why", async () => {
  open(async () => {
    const { status, body } = problem(409, "giftpacks.service-unavailable", {
      title: "服务已停用",
      detail: "请换一项服务。",
    });
    throw refusalOf(status, body);
  });
  fill(screen.getByLabelText("名称"), "开门红");
  fill(screen.getByLabelText("介绍"), "五次洗车");
  await press("保存草稿");
  await screen.findByText("服务已停用");
  await waitFor(() => expect((screen.getByLabelText("名称") as HTMLInputElement).value).toBe("开门红"));
});
