/**
 * Number plates: province characters, the letters of Shandong and the types of plate (hpzl).
 * A letter without a city has no confirmed use today; it is a hint for people, never a reason to refuse a plate.
 */
export const PLATE_DATA_SOURCE = {
  source:
    "GA 36-2018; public prefix tables (car_city.json, SYYDSN/py_projects 2018); kancloud.cn/dev_doc/mqtt/618884 (types)",
  date: "2026-11-22",
} as const;

/** The 31 province characters of civil plates. */
export const PROVINCE_SHORTS = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

/** Letters issued in Shandong; `cityCode` null = not the letter of one city. */
export const SHANDONG_PLATE_PREFIXES: readonly { prefix: string; place: string; cityCode: string | null }[] = [
  { prefix: "鲁A", place: "济南市", cityCode: "370100" },
  { prefix: "鲁B", place: "青岛市", cityCode: "370200" },
  { prefix: "鲁C", place: "淄博市", cityCode: "370300" },
  { prefix: "鲁D", place: "枣庄市", cityCode: "370400" },
  { prefix: "鲁E", place: "东营市", cityCode: "370500" },
  { prefix: "鲁F", place: "烟台市", cityCode: "370600" },
  { prefix: "鲁G", place: "潍坊市", cityCode: "370700" },
  { prefix: "鲁H", place: "济宁市", cityCode: "370800" },
  { prefix: "鲁J", place: "泰安市", cityCode: "370900" },
  { prefix: "鲁K", place: "威海市", cityCode: "371000" },
  { prefix: "鲁L", place: "日照市", cityCode: "371100" },
  { prefix: "鲁M", place: "滨州市", cityCode: "371600" },
  { prefix: "鲁N", place: "德州市", cityCode: "371400" },
  { prefix: "鲁P", place: "聊城市", cityCode: "371500" },
  { prefix: "鲁Q", place: "临沂市", cityCode: "371300" },
  { prefix: "鲁R", place: "菏泽市", cityCode: "371700" },
  { prefix: "鲁S", place: "济南市（原莱芜市）", cityCode: "370100" },
  { prefix: "鲁U", place: "青岛市（增补）", cityCode: "370200" },
  { prefix: "鲁V", place: "潍坊市（增补）", cityCode: "370700" },
  { prefix: "鲁Y", place: "烟台市（增补）", cityCode: "370600" },
  { prefix: "鲁W", place: "省直机关（旧）", cityCode: null },
  { prefix: "鲁X", place: "（用途未查证）", cityCode: null },
  { prefix: "鲁O", place: "公安/机关专段（旧，现多已取消）", cityCode: null },
];

/** Types of plate as police systems write them; 51 is the large and 52 the small new-energy plate. */
export const PLATE_TYPES: readonly { code: string; name: string; look: string | null }[] = [
  { code: "01", name: "大型汽车", look: "黄底黑字" },
  { code: "02", name: "小型汽车", look: "蓝底白字" },
  { code: "03", name: "使馆汽车", look: "黑底白字，红“使”字" },
  { code: "04", name: "领馆汽车", look: "黑底白字，红“领”字" },
  { code: "05", name: "境外汽车", look: "黑底白/红字" },
  { code: "06", name: "外籍汽车", look: "黑底白字" },
  { code: "07", name: "普通摩托车", look: "黄底黑字" },
  { code: "08", name: "轻便摩托车", look: "蓝底白字" },
  { code: "09", name: "使馆摩托车", look: "黑底白字，红“使”字" },
  { code: "10", name: "领馆摩托车", look: "黑底白字，红“领”字" },
  { code: "11", name: "境外摩托车", look: "黑底白字" },
  { code: "12", name: "外籍摩托车", look: "黑底白字" },
  { code: "13", name: "低速车（农用运输车）", look: "黄底黑字黑框线" },
  { code: "14", name: "拖拉机", look: "黄底黑字" },
  { code: "15", name: "挂车", look: "黄底黑字黑框线" },
  { code: "16", name: "教练汽车", look: "黄底黑字“学”" },
  { code: "17", name: "教练摩托车", look: "黄底黑字“学”" },
  { code: "18", name: "试验汽车", look: "黄底黑字" },
  { code: "19", name: "试验摩托车", look: "黄底黑字" },
  { code: "20", name: "临时入境汽车", look: "白底红字“临时入境”" },
  { code: "21", name: "临时入境摩托车", look: "白底红字“临时入境”" },
  { code: "22", name: "临时行驶车", look: "白底黑字黑线框" },
  { code: "23", name: "警用汽车", look: "白底黑字，红“警”" },
  { code: "24", name: "警用摩托车", look: "白底黑字，红“警”" },
  { code: "25", name: "原农机号牌", look: null },
  { code: "26", name: "香港入出境车", look: null },
  { code: "27", name: "澳门入出境车", look: null },
  { code: "31", name: "武警号牌", look: null },
  { code: "32", name: "军队号牌", look: null },
  { code: "33", name: "应急号牌", look: null },
  { code: "41", name: "无号牌", look: null },
  { code: "42", name: "假号牌", look: null },
  { code: "43", name: "挪用号牌", look: null },
  { code: "51", name: "大型新能源汽车", look: "左侧黄、右侧绿双拼底黑字" },
  { code: "52", name: "小型新能源汽车", look: "渐变绿底黑字" },
  { code: "99", name: "其他号牌", look: null },
];
