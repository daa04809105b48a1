import { text } from "./fields";

test.each(["\ud83d", "\ude00", "a\ude00", "\ud83d\ude00\ude00", "\ud83dx", "a\u0000b", "a\u202eb"])(
  "text with half a character or a hidden control (%j) is refused",
  (value) => {
    expect(text("备注", 20).safeParse(`${value}`).success).toBe(false);
  },
);

test.each(["好", "a\nb", "😀", "车主😀😀俱乐部", "𠮷"])("ordinary text %j is kept", (value) => {
  expect(text("备注", 20).parse(value)).toBe(value);
});
