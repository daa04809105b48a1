import { listMyInbox } from "@club/shared/inbox";
import { listMyReminders } from "@club/shared/reminders";
import mongoose from "mongoose";
import type { TestApi } from "../../../test/kit";
import { signInMember } from "../members/members.testing";
import { encryptReminderWords } from "./reminders.migrations";
import { remindersOf, runJobs, startRemindersApi, wordsOf } from "./reminders.testing";

let api: TestApi;
beforeAll(async () => {
  api = await startRemindersApi();
});
afterAll(() => api.stop());

type OldRow = { _id: string; [field: string]: unknown };

test("words that were stored in plain text are encrypted, once, and read as before", async () => {
  const user = await signInMember(api);
  const { id } = user.actor;
  await runJobs(api);
  const db = mongoose.connection.db as NonNullable<typeof mongoose.connection.db>;
  const reminder = { kind: "inspection", vehicleId: "v", dueOn: "2026-12-31", channel: "inbox", state: "sent" };
  const old = { memberId: id, title: "鲁A·00001 该年检了", body: "请在月底前办理。", at: api.clock.now() };
  await db.collection<OldRow>("reminders").insertOne({ _id: `${id}:old`, ...reminder, ...old });
  const message = { kind: "inspection", target: "vehicle", vehicleId: "v", isRead: false, readAt: null };
  await db.collection<OldRow>("inboxMessages").insertOne({ _id: "old", ...message, ...old });
  const before = await remindersOf(id);
  for (const _twice of [1, 2]) await encryptReminderWords.up(db, api.deps.keys);
  const after = await remindersOf(id);
  expect(after.filter(({ _id }) => _id !== `${id}:old`)).toEqual(before.filter(({ _id }) => _id !== `${id}:old`));
  const words = { title: old.title, body: old.body };
  const renewed = after.find(({ _id }) => _id === `${id}:old`);
  expect(wordsOf(api, renewed)).toEqual(words);
  expect(await db.collection("inboxMessages").countDocuments({ title: { $exists: true } })).toBe(0);
  expect((await api.call(listMyReminders, { limit: 20 }, { as: user })).items).toContainEqual(
    expect.objectContaining(words),
  );
  expect((await api.call(listMyInbox, { limit: 20 }, { as: user })).items).toContainEqual(
    expect.objectContaining(words),
  );
});
