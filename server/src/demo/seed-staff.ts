import { addMonths, shanghaiDay, startOfShanghaiDay } from "@club/shared/time";
import { seedServices } from "../features/services/services.service";
import { Staff, type StaffDoc } from "../features/staff/staff.model";
import { createStaffAccount } from "../features/staff/staff.service";
import type { StaffActor } from "../platform/context";
import { DEMO_PASSWORD } from "./accounts";
import { type SeedRun, seedCtx } from "./seed-run";
import { planStaff } from "./staff-plan";

/** The catalogue and the people of the club, by their services. */
export async function seedStaff(run: SeedRun): Promise<void> {
  const at = startOfShanghaiDay(addMonths(shanghaiDay(run.startedAt), -6));
  await seedServices(at);
  const people = planStaff();
  const rows = await Staff.find({}, { loginName: 1 }).lean();
  const known = new Set(rows.map((row) => row.loginName));
  for (const { title: _title, ...staff } of people.filter(({ loginName }) => !known.has(loginName))) {
    await createStaffAccount(seedCtx(run, at), { ...staff, password: DEMO_PASSWORD, mustChangePassword: false });
  }
  run.progress(`工作人员 ${people.length} 人`);
}

/** A seeded member of staff, to act as. */
export async function staffByLogin(loginName: string): Promise<Pick<StaffActor, "id" | "role" | "cityCode">> {
  const doc = await Staff.findOne({ loginName }).lean<StaffDoc>();
  if (!doc) throw new Error(`no demonstration account ${loginName}`);
  return { id: doc._id, role: doc.role, cityCode: doc.cityCode };
}
