import { act, renderHook } from "@testing-library/react";
import { onANewPhone } from "../../../test/page";
import { phone } from "../../../test/phone";
import { useCity } from "./city";

onANewPhone();

test("a city chosen on one page is that of every page that is open, also when the phone has no room to store it", () => {
  const tab = renderHook(() => useCity());
  const page = renderHook(() => useCity());
  expect(tab.result.current[0]).toBe("370100");
  act(() => page.result.current[1]("370200"));
  expect([tab, page].map(({ result }) => result.current[0])).toEqual(["370200", "370200"]);
  expect(phone.storage.get("life.city")).toBe("370200");
  phone.isStorageFull = true;
  act(() => tab.result.current[1]("370300"));
  expect([tab, page].map(({ result }) => result.current[0])).toEqual(["370300", "370300"]);
});
