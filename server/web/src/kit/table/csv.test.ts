import { toCsv } from "./csv";

const COLUMNS = [
  { title: "名称", text: (row: { a: string; b: string }) => row.a },
  { title: "金额", text: (row: { a: string; b: string }) => row.b },
];

it("writes what spreadsheets open as written: a mark, CRLF, quotes doubled", () => {
  const csv = toCsv(COLUMNS, [{ a: '他说"好",\n然后', b: "¥1,280.00" }]);
  expect(csv).toBe('\ufeff名称,金额\r\n"他说""好"",\n然后","¥1,280.00"\r\n');
});

it.each(["=1+1", "+86-1", "+A1", "+1+1", "-cmd", "@sum", "\tx"])("lets no cell become a formula: %j", (value) => {
  expect(toCsv(COLUMNS, [{ a: value, b: "" }])).toContain(`'${value}`);
});

it("leaves numbers with a sign numbers", () => {
  expect(toCsv(COLUMNS, [{ a: "-12.50", b: "-1,000" }])).toContain('\r\n-12.50,"-1,000"\r\n');
  expect(toCsv(COLUMNS, [{ a: "+50", b: "+1,000" }])).toContain('\r\n+50,"+1,000"\r\n');
});
