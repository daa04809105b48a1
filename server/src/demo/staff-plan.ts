import { CITIES } from "@club/shared/regions";
import type { StaffRole } from "@club/shared/staff";
import type { DemoAccount } from "./accounts";
import { personName, seededRng } from "./people";

export type PlannedStaff = { loginName: string; title: string; name: string; role: StaffRole; cityCode: string | null };

/** Latin names of the cities, for login names. */
const CITY_NAMES: Readonly<Record<string, string>> = {
  "370100": "jinan",
  "370200": "qingdao",
  "370300": "zibo",
  "370400": "zaozhuang",
  "370500": "dongying",
  "370600": "yantai",
  "370700": "weifang",
  "370800": "jining",
  "370900": "taian",
  "371000": "weihai",
  "371100": "rizhao",
  "371300": "linyi",
  "371400": "dezhou",
  "371500": "liaocheng",
  "371600": "binzhou",
  "371700": "heze",
};

/** The people of the club: one administrator of the province, one and a counter clerk in every city, finance and audit. */
export function planStaff(): PlannedStaff[] {
  const rng = seededRng(11);
  const person = (staff: Omit<PlannedStaff, "name">): PlannedStaff => ({ ...staff, name: personName(rng) });
  return [
    person({ loginName: "admin", title: "省级管理员", role: "provinceAdmin", cityCode: null }),
    person({ loginName: "finance", title: "财务（出账、审批）", role: "finance", cityCode: null }),
    person({ loginName: "cashier", title: "财务（付款）", role: "finance", cityCode: null }),
    person({ loginName: "auditor", title: "审计", role: "auditor", cityCode: null }),
    ...CITIES.map(({ code }) =>
      person({ loginName: `admin.${CITY_NAMES[code]}`, title: "城市管理员", role: "cityAdmin", cityCode: code }),
    ),
    ...CITIES.map(({ code }) =>
      person({ loginName: `counter.${CITY_NAMES[code]}`, title: "柜面人员", role: "counterClerk", cityCode: code }),
    ),
  ];
}

/** For the printed list. */
export function staffAccounts(): DemoAccount[] {
  return planStaff().map(({ loginName, title, cityCode }) => ({
    title,
    login: loginName,
    place: CITIES.find(({ code }) => code === cityCode)?.name ?? "山东省",
    wechatUser: null,
  }));
}
