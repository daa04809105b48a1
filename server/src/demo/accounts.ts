/** Password of every demonstration account. Public and worthless: demonstration data is refused in production. */
export const DEMO_PASSWORD = "Chezhu-2026-demo";

/** One line of the list of accounts that is printed for whoever tries the club out. */
export type DemoAccount = {
  /** What the account is for, in the words of the club. */
  title: string;
  /** Login name of staff, phone number of merchants' people and members. */
  login: string;
  /** City or shop. */
  place: string;
  /** The user name by which the stand-in for WeChat signs this person in; null for staff. */
  wechatUser: string | null;
};
export type DemoAccounts = { password: string; staff: DemoAccount[]; merchants: DemoAccount[]; members: DemoAccount[] };
