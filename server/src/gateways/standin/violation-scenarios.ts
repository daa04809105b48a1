import { createHash } from "node:crypto";

/** A record as juhe writes it: every value a text. */
export type RawRecord = {
  date: string;
  area: string;
  act: string;
  code: string;
  fen: string;
  money: string;
  handled: string;
  archiveno: string;
  wzcity: string;
};
/** What a plate's scenario says: records, or one of the provider's refusals. */
export type Scenario =
  | { kind: "records"; records: readonly RawRecord[] }
  | { kind: "refusal"; code: number }
  | { kind: "garbage" };

export type Scenarios = ReturnType<typeof createScenarios>;

const MARKING: RawRecord = {
  date: "2026-09-12 08:31:00",
  area: "济南市 经十路与历山路路口",
  act: "机动车违反禁止标线指示的",
  code: "1117",
  fen: "1",
  money: "100",
  handled: "0",
  archiveno: "",
  wzcity: "山东济南",
};
const PARKING: RawRecord = {
  date: "2026-07-03 17:05:40",
  area: "青岛市 香港中路",
  act: "机动车违反规定停放、临时停车且驾驶人不在现场",
  code: "10393",
  fen: "0",
  money: "100",
  handled: "1",
  archiveno: "",
  wzcity: "山东青岛",
};
const LIGHT: RawRecord = {
  ...MARKING,
  date: "2026-08-20 19:12:30",
  area: "济南市 解放路与山大路路口",
  act: "机动车不按交通信号灯规定通行",
  code: "16251",
  fen: "6",
  money: "200",
};
const UNKNOWN: RawRecord = { ...MARKING, date: "2026-10-01 10:00:00", fen: "", money: "", handled: "", act: "" };
const VEHICLE_WRONG = 203606;
const POLICE_BUSY = 203607;
const BUSY_TIMES = 2;

/** The scenarios and what tests have ordered; keeps count where a scenario changes with the calls. */
export function createScenarios() {
  const set = new Map<string, readonly RawRecord[]>();
  const busyLeft = new Map<string, number>();
  let lies = 0;

  const busyFirst = (plate: string): Scenario => {
    const left = busyLeft.get(plate) ?? BUSY_TIMES;
    busyLeft.set(plate, left === 0 ? BUSY_TIMES : left - 1);
    return left === 0 ? { kind: "records", records: [MARKING] } : { kind: "refusal", code: POLICE_BUSY };
  };
  const fixed: Readonly<Record<string, (plateType: string) => Scenario>> = {
    鲁A00001: () => ({ kind: "records", records: [MARKING] }),
    鲁A00002: () => ({ kind: "records", records: [MARKING, PARKING] }),
    鲁A00003: () => ({ kind: "records", records: [] }),
    鲁A00004: () => ({ kind: "refusal", code: VEHICLE_WRONG }),
    鲁A00005: () => busyFirst("鲁A00005"),
    鲁A00006: () => ({ kind: "records", records: [UNKNOWN] }),
    鲁A00007: () => ({ kind: "records", records: [LIGHT] }),
    鲁A00008: () => ({ kind: "records", records: [MARKING] }),
    鲁A00009: () => ({ kind: "garbage" }),
    鲁AD00010: (plateType) =>
      plateType === "52" ? { kind: "records", records: [MARKING] } : { kind: "refusal", code: VEHICLE_WRONG },
  };
  return {
    of(plate: string, plateType: string): Scenario {
      const records = set.get(plate);
      if (records) return { kind: "records", records };
      return fixed[plate]?.(plateType) ?? { kind: "records", records: usualRecords(plate) };
    },
    setRecords: (plate: string, records: readonly RawRecord[]) => void set.set(plate, records),
    lie: (times: number) => {
      lies = times;
    },
    /** Whether this answer is to be about another vehicle. */
    takeLie(): boolean {
      if (lies === 0) return false;
      lies -= 1;
      return true;
    },
  };
}

/** None, one or two records, always the same for a plate. */
function usualRecords(plate: string): readonly RawRecord[] {
  const number = createHash("sha256").update(plate).digest().readUInt8(0);
  return [[], [MARKING], [LIGHT, PARKING], []][number % 4] ?? [];
}
