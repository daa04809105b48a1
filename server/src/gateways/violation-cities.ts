/**
 * The cities of Shandong as the provider juhe names them, and what it asked for: the last characters of the engine number and of
 * the VIN. Two public snapshots of the provider's own list (2018-04 `sweizhang/citys`, 2019-04 `wz/citys`), compiled 2026-11-22:
 * verified as snapshots, not as what holds today, so the list is fetched every day and staff can override it.
 * `letter` is the plate's second character; null for the counties, whose plates carry their city's letter.
 */
export const SHANDONG_VIOLATION_CITIES: readonly {
  name: string;
  code: string;
  letter: string | null;
  engineDigits: number;
  vinDigits: number;
}[] = [
  { name: "淄博", code: "SD_ZB", letter: "C", engineDigits: 6, vinDigits: 6 },
  { name: "青岛", code: "SD_QD", letter: "B", engineDigits: 6, vinDigits: 6 },
  { name: "威海", code: "SD_WH", letter: "K", engineDigits: 6, vinDigits: 6 },
  { name: "枣庄", code: "SD_ZZ", letter: "D", engineDigits: 6, vinDigits: 6 },
  { name: "日照", code: "SD_RZ", letter: "L", engineDigits: 6, vinDigits: 6 },
  { name: "临沂", code: "SD_LY", letter: "Q", engineDigits: 6, vinDigits: 6 },
  { name: "莱芜", code: "SD_LW", letter: "S", engineDigits: 6, vinDigits: 6 },
  { name: "菏泽", code: "SD_HZ", letter: "R", engineDigits: 6, vinDigits: 6 },
  { name: "潍坊", code: "SD_WF", letter: "G", engineDigits: 6, vinDigits: 6 },
  { name: "聊城", code: "SD_LC", letter: "P", engineDigits: 6, vinDigits: 6 },
  { name: "济宁", code: "SD_JN", letter: "H", engineDigits: 6, vinDigits: 6 },
  { name: "滨州", code: "SD_BZ", letter: "M", engineDigits: 6, vinDigits: 6 },
  { name: "德州", code: "SD_DZ", letter: "N", engineDigits: 6, vinDigits: 6 },
  { name: "东营", code: "SD_DY", letter: "E", engineDigits: 6, vinDigits: 6 },
  { name: "泰安", code: "SD_TA", letter: "J", engineDigits: 6, vinDigits: 6 },
  { name: "烟台", code: "SD_YT", letter: "F", engineDigits: 6, vinDigits: 6 },
  { name: "济南", code: "SD_JINAN", letter: "A", engineDigits: 6, vinDigits: 6 },
  { name: "滕州", code: "SD_TENGZHOU", letter: null, engineDigits: 6, vinDigits: 6 },
  { name: "荣成", code: "SD_RONGCHENG", letter: null, engineDigits: 6, vinDigits: 6 },
  { name: "莱州", code: "SD_LAIZHOU", letter: null, engineDigits: 6, vinDigits: 6 },
  { name: "诸城", code: "SD_ZHUCHENG", letter: null, engineDigits: 6, vinDigits: 6 },
  { name: "蓬莱", code: "SD_PENGLAI", letter: null, engineDigits: 6, vinDigits: 6 },
  { name: "龙口", code: "SD_LONGKOU", letter: null, engineDigits: 6, vinDigits: 6 },
  { name: "寿光", code: "SD_SHOUGUANG", letter: null, engineDigits: 6, vinDigits: 6 },
  { name: "章丘", code: "SD_ZHANGQIU", letter: null, engineDigits: 6, vinDigits: 6 },
  { name: "胶州", code: "SD_JIAOZHOU", letter: null, engineDigits: 6, vinDigits: 6 },
  { name: "平度", code: "SD_PINGDU", letter: null, engineDigits: 6, vinDigits: 6 },
  { name: "招远", code: "SD_ZHAOYUAN", letter: null, engineDigits: 6, vinDigits: 6 },
  { name: "文登", code: "SD_WENDENG", letter: null, engineDigits: 6, vinDigits: 6 },
  { name: "邹城", code: "SD_ZOUCHENG", letter: null, engineDigits: 6, vinDigits: 6 },
  { name: "兖州", code: "SD_YANZHOU", letter: null, engineDigits: 6, vinDigits: 6 },
  { name: "乳山", code: "SD_RUSHAN", letter: null, engineDigits: 6, vinDigits: 6 },
  { name: "邹平县", code: "SD_ZOUPINGXIAN", letter: null, engineDigits: 6, vinDigits: 6 },
  { name: "新泰", code: "SD_XINTAI", letter: null, engineDigits: 6, vinDigits: 6 },
  { name: "肥城", code: "SD_FEICHENG", letter: null, engineDigits: 6, vinDigits: 6 },
  { name: "胶南", code: "SD_JIAONAN", letter: null, engineDigits: 6, vinDigits: 6 },
];

/** Additional letters of a city: plates of U, V and Y are asked for like those of the city they belong to. */
export const EXTRA_LETTERS: Readonly<Record<string, string>> = { U: "B", V: "G", Y: "F" };

/** Every letter that a provider can be asked about. */
export const VIOLATION_LETTERS: readonly string[] = [
  ...SHANDONG_VIOLATION_CITIES.flatMap(({ letter }) => letter ?? []),
  ...Object.keys(EXTRA_LETTERS),
].sort();

/** The city of a letter, or null. */
export function violationCityOf(letter: string): (typeof SHANDONG_VIOLATION_CITIES)[number] | null {
  const home = EXTRA_LETTERS[letter] ?? letter;
  return SHANDONG_VIOLATION_CITIES.find((city) => city.letter === home) ?? null;
}
