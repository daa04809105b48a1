import { Decimal128, Double, Long, Timestamp } from "bson";
import { now, table } from "./testing";

table("$set and $unset", [
  [{ $set: { a: 1 } }, { _id: 1 }, { _id: 1, a: 1 }],
  [{ $set: { a: 1 } }, { _id: 1, a: 1 }, { _id: 1, a: 1 }],
  [{ $set: { a: new Double(1) } }, { _id: 1, a: 1 }, { _id: 1, a: new Double(1) }],
  [{ $set: { _id: 1, a: 2 } }, { _id: 1 }, { _id: 1, a: 2 }],
  [{ $set: { b: 1, a: 2 } }, { _id: 1 }, { _id: 1, a: 2, b: 1 }],
  [{ $set: { "a.10": 1, "a.9": 2 } }, { _id: 1, a: {} }, { _id: 1, a: { 9: 2, 10: 1 } }],
  [{ $set: { "a.b.c": 1 } }, { _id: 1, a: { x: 1 } }, { _id: 1, a: { x: 1, b: { c: 1 } } }],
  [{ $set: { "a.0.b": 1 } }, { _id: 1 }, { _id: 1, a: { 0: { b: 1 } } }],
  [{ $set: { "a.3": 1 } }, { _id: 1, a: [5] }, { _id: 1, a: [5, null, null, 1] }],
  [{ $set: { "a.1.b": 1 } }, { _id: 1, a: [5] }, { _id: 1, a: [5, { b: 1 }] }],
  [{ $set: { a: { $weird: 1 } } }, { _id: 1 }, { _id: 1, a: { $weird: 1 } }],
  [{ $set: {} }, { _id: 1 }, { _id: 1 }],
  [{ $unset: { a: "" } }, { _id: 1, a: 1, b: 2 }, { _id: 1, b: 2 }],
  [{ $unset: { "a.b": 1, "c.d": 1, "e.f.g": 1 } }, { _id: 1, a: { b: 1, c: 2 }, e: 5 }, { _id: 1, a: { c: 2 }, e: 5 }],
  [{ $unset: { "a.1": 1 } }, { _id: 1, a: [1, 2, 3] }, { _id: 1, a: [1, null, 3] }],
  [{ $setOnInsert: { a: 1 }, $set: { b: 2 } }, { _id: 1 }, { _id: 1, b: 2 }],
  [{ $setOnInsert: { a: 1 }, $set: { b: 2 } }, { _id: 1 }, { _id: 1, a: 1, b: 2 }, { isInsert: true }],
  [{ $setOnInsert: { _id: 9 }, $set: { b: 2 } }, { k: 1 }, { _id: 9, k: 1, b: 2 }, { isInsert: true }],
]);

table("$inc and $mul keep the wider number type", [
  [{ $inc: { a: 2 } }, { _id: 1, a: 3 }, { _id: 1, a: 5 }],
  [{ $inc: { a: -2, "b.c": 1 } }, { _id: 1 }, { _id: 1, a: -2, b: { c: 1 } }],
  [{ $inc: { a: 0 } }, { _id: 1, a: 3 }, { _id: 1, a: 3 }],
  [{ $inc: { a: 1 } }, { _id: 1, a: 2147483647 }, { _id: 1, a: Long.fromNumber(2147483648) }],
  [{ $inc: { a: 1 } }, { _id: 1, a: Long.fromNumber(5) }, { _id: 1, a: Long.fromNumber(6) }],
  [
    { $inc: { a: 1 } },
    { _id: 1, a: Long.fromString("9007199254740993") },
    { _id: 1, a: Long.fromString("9007199254740994") },
  ],
  [{ $inc: { a: 1 } }, { _id: 1, a: new Double(2) }, { _id: 1, a: new Double(3) }],
  [{ $inc: { a: 0.5 } }, { _id: 1, a: 1 }, { _id: 1, a: 1.5 }],
  [{ $inc: { a: Decimal128.fromString("0.1") } }, { _id: 1, a: 1 }, { _id: 1, a: Decimal128.fromString("1.1") }],
  [
    { $inc: { a: Decimal128.fromString("0.20") } },
    { _id: 1, a: Decimal128.fromString("0.1") },
    { _id: 1, a: Decimal128.fromString("0.30") },
  ],
  [{ $inc: { a: 0.1 } }, { _id: 1, a: Decimal128.fromString("1") }, { _id: 1, a: Decimal128.fromString("1.1") }],
  [{ $mul: { a: 3 } }, { _id: 1, a: 4 }, { _id: 1, a: 12 }],
  [
    { $mul: { a: 3, b: Long.fromNumber(2), c: 1.5 } },
    { _id: 1 },
    { _id: 1, a: 0, b: Long.fromNumber(0), c: new Double(0) },
  ],
  [{ $mul: { a: 100000 } }, { _id: 1, a: 100000 }, { _id: 1, a: Long.fromString("10000000000") }],
  [{ $mul: { a: -1 } }, { _id: 1, a: 0 }, { _id: 1, a: 0 }],
  [
    { $mul: { a: Decimal128.fromString("1.5") } },
    { _id: 1, a: Decimal128.fromString("2.0") },
    { _id: 1, a: Decimal128.fromString("3.00") },
  ],
]);

table("$min, $max, $rename, $currentDate, $bit", [
  [{ $min: { a: 2, b: 9, c: 1 } }, { _id: 1, a: 5, b: 5 }, { _id: 1, a: 2, b: 5, c: 1 }],
  [{ $max: { a: 2, b: 9 } }, { _id: 1, a: 5, b: 5 }, { _id: 1, a: 5, b: 9 }],
  [{ $max: { a: new Date(5) } }, { _id: 1, a: new Date(4) }, { _id: 1, a: new Date(5) }],
  [{ $min: { a: null } }, { _id: 1, a: 3 }, { _id: 1, a: null }],
  [{ $rename: { a: "b" } }, { _id: 1, a: 5, c: 1 }, { _id: 1, c: 1, b: 5 }],
  [{ $rename: { a: "x.y" } }, { _id: 1, a: 5 }, { _id: 1, x: { y: 5 } }],
  [{ $rename: { none: "b" } }, { _id: 1, b: 5 }, { _id: 1, b: 5 }],
  [{ $rename: { a: "b" } }, { _id: 1, a: 5, b: 6 }, { _id: 1, b: 5 }],
  [
    { $currentDate: { a: true, b: { $type: "date" }, c: { $type: "timestamp" } } },
    { _id: 1 },
    { _id: 1, a: now, b: now, c: new Timestamp({ t: now.getTime() / 1000, i: 1 }) },
  ],
  [{ $bit: { a: { and: 10 } } }, { _id: 1, a: 13 }, { _id: 1, a: 8 }],
  [
    { $bit: { a: { or: 5 }, b: { xor: Long.fromNumber(5) }, c: { or: 2 } } },
    { _id: 1, a: 3, b: 1 },
    { _id: 1, a: 7, b: Long.fromNumber(4), c: 2 },
  ],
]);
