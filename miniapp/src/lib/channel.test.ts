import { resetPhone } from "../../test/phone";
import { channelOf, forgetChannel, noteChannel, readChannel } from "./channel";

beforeEach(resetPhone);

test("a scene is decoded and kept until the visitor has registered", () => {
  noteChannel({ scene: "c%3Dposter-12" });
  noteChannel({});
  expect(readChannel()).toBe("c=poster-12");
  forgetChannel();
  expect(readChannel()).toBeNull();
});

test.each([
  [undefined],
  [{}],
  [{ scene: 1047 }],
  [{ scene: "%E0%A4%A" }],
  [{ scene: "海报" }],
  [{ scene: "x".repeat(33) }],
])("%j is no channel", (query) => expect(channelOf(query)).toBeNull());
