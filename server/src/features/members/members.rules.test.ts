import { idCardCheckCharacter } from "@club/shared/id-card";
import { isAppError } from "../../platform/problem";
import { assertAdult, openStatus } from "./members.rules";

const card = (birth: string) => {
  const first17 = `370102${birth}001`;
  return `${first17}${idCardCheckCharacter(first17)}`;
};
// 2026-11-22 00:30 in Shanghai: the day before in UTC.
const NOW = new Date("2026-11-21T16:30:00Z");

const codeOf = (idCard: string) => {
  try {
    assertAdult(idCard, NOW);
    return null;
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
};

test.each([
  ["20081121", null],
  ["20081122", null],
  ["20081123", "members.under-age"],
  ["20260101", "members.under-age"],
  ["20261123", "request.invalid"],
])("born %s, on 2026-11-22 in Shanghai: %s", (birth, code) => {
  expect(codeOf(card(birth))).toBe(code);
});

test("who cancels closing gets the status back that the ID card gives", () => {
  expect(openStatus({ idCardBlind: null })).toBe("registered");
  expect(openStatus({ idCardBlind: "x" })).toBe("completed");
});
