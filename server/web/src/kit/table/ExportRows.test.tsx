import { listStaffVouchers } from "@club/shared/voucher-admin";
import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { fakeServer, problem, show } from "../../../test/harness";
import { VOUCHER_ROW } from "../../admin/records.testing";
import { VOUCHER_COLUMNS } from "../../admin/vouchers/columns";
import { ExportRows } from "./ExportRows";

/** What the browser was told to save: jsdom has neither addresses of blobs nor downloads. */
const saved = jest.fn<void, [{ name: string; blob: Blob }]>();
beforeEach(() => {
  saved.mockClear();
  let blob: Blob;
  URL.createObjectURL = (made) => {
    blob = made as Blob;
    return "blob:test";
  };
  URL.revokeObjectURL = () => undefined;
  jest.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function click(this: HTMLAnchorElement) {
    saved({ name: this.download, blob });
  });
});
afterEach(() => jest.restoreAllMocks());

const LIST = "GET /api/staff/vouchers";
const row = (n: number) => ({ ...VOUCHER_ROW, id: `v${n}`, memberId: "internal-id" });

/** Pages of two rows; each waits until it is let through. */
function pages(count: number) {
  const waiting: (() => void)[] = [];
  const server = fakeServer({
    [LIST]: async ({ query }) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      const from = Number(query.get("cursor") ?? 0);
      const nextCursor = from + 2 < count ? String(from + 2) : null;
      return { body: { items: [row(from), row(from + 1)].slice(0, count - from), nextCursor } };
    },
  });
  const next = async () => {
    await waitFor(() => expect(waiting).toHaveLength(1));
    await act(async () => waiting.shift()?.());
  };
  return { server, next };
}

function open(server: ReturnType<typeof fakeServer>) {
  const more = { input: { cityCode: "370100" }, columns: VOUCHER_COLUMNS, maxRows: 4 };
  show(<ExportRows name="兑换券" endpoint={listStaffVouchers} {...more} />, { server });
  fireEvent.click(screen.getByRole("button", { name: /导出/ }));
}

async function savedText(): Promise<string> {
  const blob = saved.mock.calls[0]?.[0].blob as Blob;
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.readAsText(blob);
  });
}

it("says how many rows it has read, and no share of what nobody has counted; then saves them all", async () => {
  const { server, next } = pages(3);
  open(server);
  await screen.findByText(/已读取 0 条/);
  expect(screen.getAllByText(/一次最多导出 20,000 条/).length).toBeGreaterThan(0);
  await next();
  await screen.findByText(/已读取 2 条/);
  expect(document.querySelector(".ant-progress")).toBeNull();
  await next();
  await waitFor(() => expect(saved).toHaveBeenCalledTimes(1));
  expect(saved.mock.calls[0]?.[0].name).toBe("兑换券.csv");
  const lines = (await savedText()).trim().split("\r\n");
  expect(lines).toHaveLength(4);
  expect(lines[1]).toContain("123 456 7890");
  expect(lines.join()).not.toContain("internal-id");
});

it("says that the file was cut, and what to do, until somebody has read it", async () => {
  const { server, next } = pages(6);
  open(server);
  await next();
  await next();
  await screen.findByText("文件里是前 4 条，后面还有");
  expect(saved.mock.calls[0]?.[0].name).toBe("兑换券（前4条）.csv");
  fireEvent.click(screen.getByRole("button", { name: "知道了" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(server.asked).toHaveLength(2);
});

it("saves nothing once it was stopped, also when it is begun anew at once", async () => {
  const { server, next } = pages(2);
  open(server);
  await waitFor(() => expect(server.asked).toHaveLength(1));
  fireEvent.click(await screen.findByRole("button", { name: "停止导出" }));
  await next();
  expect(saved).not.toHaveBeenCalled();
  fireEvent.click(screen.getByRole("button", { name: /^(download )?导出$/, hidden: true }));
  await next();
  await waitFor(() => expect(saved).toHaveBeenCalledTimes(1));
});

it("says before how many rows a file holds, and why it could not be read", async () => {
  const refused = problem(400, "vouchers.filter-needed", { title: "请选择城市", detail: "请先选择城市。" });
  const server = fakeServer({ [LIST]: () => refused });
  show(<ExportRows name="兑换券" endpoint={listStaffVouchers} input={{}} columns={VOUCHER_COLUMNS} />, { server });
  await userEvent.hover(screen.getByRole("button", { name: /导出/ }));
  await screen.findByText(/一次最多导出 20,000 条/);
  fireEvent.click(screen.getByRole("button", { name: /导出/ }));
  await screen.findByText("请先选择城市。");
});
