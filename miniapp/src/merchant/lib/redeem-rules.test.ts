import { branchOf, type OwnBranch } from "./branch";
import { confirmation, missing, NO_PROOF, type Preview, priceText, readPresented, undoMinutes } from "./redeem-rules";

const preview: Preview = {
  service: { id: "car-wash", name: "洗车" },
  member: { name: "张*", phone: "138****5678" },
  plate: "鲁A·***45",
  expiresAt: "2026-11-30T16:00:00.000Z",
  price: { model: "fixed", priceFen: 2800, clubShareBps: null, capFen: null },
  distanceMeters: 20,
  needs: { plate: false, photo: false, amount: false },
  reasons: [],
  ticket: "ticket",
};
const needing = (needs: Partial<Preview["needs"]>): Preview => ({ ...preview, needs: { ...preview.needs, ...needs } });

test.each([
  ["7k3m-9qxa-o1bz", "7K3M9QXA01BZ"],
  [" ７Ｋ３Ｍ ９ＱＸＡ ０１ＢＺ ", "7K3M9QXA01BZ"],
  ["q1.eyJ2IjoxfQ.abcDEF_-0123", "q1.eyJ2IjoxfQ.abcDEF_-0123"],
  ["https://example.com/pay?x=1", null],
  ["12345", null],
  ["", null],
])("what was presented as %j is read as %j", (text, read) => {
  expect(readPresented(text)).toBe(read);
});

test("nothing is asked for that the service does not want", () => {
  expect(missing(preview, NO_PROOF)).toBeNull();
  expect(confirmation(preview, { plateHidden: "12", photoId: "p", amount: "5" })).toEqual({ ticket: "ticket" });
});

test("what is missing is named one after the other, plate, photo, amount", () => {
  const all = needing({ plate: true, photo: true, amount: true });
  expect(missing(all, NO_PROOF)).toBe("请填写车牌上被遮住的前两位");
  expect(missing(all, { ...NO_PROOF, plateHidden: "12" })).toBe("请拍一张含车牌的现场照片");
  expect(missing(all, { plateHidden: "12", photoId: "p", amount: "" })).toBe("请填写本次消费金额");
  expect(missing(all, { plateHidden: "1", photoId: "p", amount: "1" })).toBe("请填写车牌上被遮住的前两位");
  const proof = { plateHidden: " a2", photoId: "p", amount: "128.50" };
  expect(missing(all, proof)).toBeNull();
  expect(confirmation(all, proof)).toEqual({ ticket: "ticket", plateHidden: "A2", photoId: "p", amountFen: 12_850 });
});

test("a bill above a million yuan is a slip of the finger", () => {
  const fault = "单笔消费金额不能超过 100 万元，请核对后重新输入";
  expect(missing(needing({ amount: true }), { ...NO_PROOF, amount: "1000000.01" })).toBe(fault);
  expect(missing(needing({ amount: true }), { ...NO_PROOF, amount: "1000000" })).toBeNull();
});

test.each(["0", "-1", "1.234", "abc"])("an amount of %j cannot be confirmed", (amount) => {
  expect(missing(needing({ amount: true }), { ...NO_PROOF, amount })).toBe("请填写本次消费金额");
});

test("without a ticket nothing can be confirmed, whatever was filled in", () => {
  expect(missing({ ...preview, ticket: null }, NO_PROOF)).toBe("这张兑换券现在不能核销");
});

test("who pays what is said before the work is done", () => {
  const price = { model: "fixed" as const, priceFen: 2800, clubShareBps: null, capFen: null };
  expect(priceText(price)).toBe("俱乐部支付 ¥28.00，车主不用付");
  expect(priceText({ ...price, model: "share", clubShareBps: 7000 })).toBe("俱乐部支付 ¥19.60，车主付 ¥8.40");
  expect(priceText({ model: "cap", priceFen: null, clubShareBps: null, capFen: 20_000 })).toBe(
    "俱乐部按实际消费支付，最多 ¥200.00，超出部分由车主付",
  );
});

test("undoing is offered for one hour, rounded up to whole minutes", () => {
  const redeemedAt = "2026-11-22T04:00:00.000Z";
  const at = (minutes: number) => Date.parse(redeemedAt) + minutes * 60_000;
  expect(undoMinutes(redeemedAt, at(0))).toBe(60);
  expect(undoMinutes(redeemedAt, at(59) + 30_000)).toBe(1);
  expect(undoMinutes(redeemedAt, at(60))).toBe(0);
  expect(undoMinutes(redeemedAt, at(600))).toBe(0);
});

const branch = (id: string, isActive = true): OwnBranch => ({ id, name: id, address: "", serviceIds: [], isActive });

test("one branch is taken by itself, of several one must be chosen, and a closed one is forgotten", () => {
  expect(branchOf([branch("a")], null)?.id).toBe("a");
  expect(branchOf([branch("a"), branch("b")], null)).toBeNull();
  expect(branchOf([branch("a"), branch("b")], "b")?.id).toBe("b");
  expect(branchOf([branch("a"), branch("b", false), branch("c")], "b")).toBeNull();
  expect(branchOf([branch("a"), branch("b", false)], "b")?.id).toBe("a");
  expect(branchOf([], "a")).toBeNull();
});
