import { MEMBERS, voucher, type World } from "./world";

export type Operation = { name: string; run(world: World, n: number): Promise<unknown> };

let fresh = 1_000_000_000;

export function anyOf<T>(list: T[], n: number): T {
  return list[(n * 7919) % list.length] as T;
}

export const POINT_FIND = "find by _id";
export const CONDITIONAL_UPDATE = "conditional findOneAndUpdate";

export const OPERATIONS: Operation[] = [
  { name: POINT_FIND, run: ({ vouchers, ids }, n) => vouchers.findOne({ _id: anyOf(ids, n) }) },
  {
    name: "find by unique index",
    run: ({ vouchers, size }, n) => vouchers.findOne({ code: `code-${(n * 7919) % size}` }),
  },
  {
    name: CONDITIONAL_UPDATE,
    run: ({ vouchers, ids }, n) =>
      vouchers.findOneAndUpdate(
        { _id: anyOf(ids, n), version: { $gte: 0 } },
        { $inc: { version: 1 }, $set: { state: "redeemed" } },
      ),
  },
  { name: "insert", run: ({ vouchers }) => vouchers.insertOne(voucher(fresh++)) },
  {
    name: "20 sorted by index",
    run: ({ vouchers }, n) =>
      vouchers
        .find({ memberId: n % MEMBERS })
        .sort({ at: -1 })
        .limit(20)
        .toArray(),
  },
  {
    name: "transaction of 3 writes",
    run: ({ client, vouchers, ids }, n) =>
      client.withSession((session) =>
        session.withTransaction(async () => {
          await vouchers.updateOne({ _id: anyOf(ids, 2 * n) }, { $inc: { version: 1 } }, { session });
          await vouchers.updateOne({ _id: anyOf(ids, 2 * n + 1) }, { $inc: { version: 1 } }, { session });
          await vouchers.insertOne(voucher(fresh++), { session });
        }),
      ),
  },
];
