import * as fc from "fast-check";
import { readPhoneFile } from "./phone-file.rules";

const read = (text: string) => readPhoneFile(Buffer.from(text));

test("one phone per line, whatever the line ends, spelling or byte order mark", () => {
  expect(read("\ufeff13800000001\r\n138-0000-0002\n\n +86 138 0000 0003 \r１３８０００００００４")).toEqual(
    [1, 2, 3, 4].map((rowNo) => ({ rowNo, phone: `1380000000${rowNo}`, refusal: null })),
  );
});

test("in a CSV the phone is found in any column; a heading is skipped", () => {
  expect(read('姓名,手机号\n张三,"13800000001"\n李四；13800000002')).toMatchObject([
    { rowNo: 1, phone: "13800000001", refusal: null },
    { rowNo: 2, phone: "13800000002", refusal: null },
  ]);
});

test("what is no phone, and what came before, is marked in its row", () => {
  expect(read("13800000001\n12345\n13800000001\n张三")).toMatchObject([
    { rowNo: 1, refusal: null },
    { rowNo: 2, refusal: "giftpacks.phone-invalid" },
    { rowNo: 3, refusal: "giftpacks.phone-repeated" },
    { rowNo: 4, refusal: "giftpacks.phone-invalid" },
  ]);
  expect(read(" \n\n")).toEqual([]);
});

test("property: any bytes are read without failing, rows are numbered from one, and valid rows are distinct phones", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      const rows = readPhoneFile(Buffer.from(bytes));
      expect(rows.map((row) => row.rowNo)).toEqual(rows.map((_, index) => index + 1));
      const valid = rows.filter((row) => row.refusal === null).map((row) => row.phone);
      expect(new Set(valid).size).toBe(valid.length);
    }),
  );
});
