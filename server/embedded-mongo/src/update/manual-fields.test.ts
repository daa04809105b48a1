import { Decimal128, Double, Long, Timestamp } from "bson";
import { manual, now } from "./testing";

/* The field operators by the manual's "Behavior" sections: each rule is a sentence of the page that the title names. */

manual("set", [
  ["a field that does not exist is added with the value", { $set: { n: 1 } }, { _id: 1 }, { _id: 1, n: 1 }],
  [
    "a dotted path creates the embedded documents it needs",
    { $set: { "a.b.c": 1 } },
    { _id: 1 },
    { _id: 1, a: { b: { c: 1 } } },
  ],
  [
    "a number in a path is a position in an array",
    { $set: { "a.1": "x" } },
    { _id: 1, a: [1, 2] },
    { _id: 1, a: [1, "x"] },
  ],
  [
    "a position past the end fills the gap with null",
    { $set: { "a.2": "x" } },
    { _id: 1, a: [] },
    { _id: 1, a: [null, null, "x"] },
  ],
  [
    "fields with string names are added in lexicographic order",
    { $set: { z: 1, m: 2, a: 3 } },
    { _id: 1, k: 0 },
    { _id: 1, k: 0, a: 3, m: 2, z: 1 },
  ],
  [
    "fields with numeric names are added in numeric order",
    { $set: { "o.10": 1, "o.9": 2 } },
    { _id: 1, o: {} },
    { _id: 1, o: { 9: 2, 10: 1 } },
  ],
  [
    "several fields are set at once",
    { $set: { a: 2, "b.c": 3 } },
    { _id: 1, a: 1, b: {} },
    { _id: 1, a: 2, b: { c: 3 } },
  ],
  ["an empty operand changes nothing", { $set: {} }, { _id: 1, a: 1 }, { _id: 1, a: 1 }],
  ["a path cannot lead through a value that is no document", { $set: { "a.b": 1 } }, { _id: 1, a: 5 }, 28],
  ["the _id cannot be changed", { $set: { _id: 2 } }, { _id: 1 }, 66],
]);

manual("unset", [
  ["the value given has no influence", { $unset: { a: "anything" } }, { _id: 1, a: 1, b: 2 }, { _id: 1, b: 2 }],
  ["a field that does not exist is no error", { $unset: { z: "" } }, { _id: 1, a: 1 }, { _id: 1, a: 1 }],
  [
    "an element of an array becomes null and keeps its place",
    { $unset: { "a.1": "" } },
    { _id: 1, a: [1, 2, 3] },
    { _id: 1, a: [1, null, 3] },
  ],
  [
    "an embedded field leaves its document in place",
    { $unset: { "a.b": "" } },
    { _id: 1, a: { b: 1 } },
    { _id: 1, a: {} },
  ],
  ["an empty operand changes nothing", { $unset: {} }, { _id: 1, a: 1 }, { _id: 1, a: 1 }],
  ["the _id cannot be removed", { $unset: { _id: "" } }, { _id: 1 }, 66],
]);

manual("setOnInsert", [
  ["nothing is set when a document was found", { $setOnInsert: { a: 1 } }, { _id: 1 }, { _id: 1 }],
  [
    "the values are set when the update inserts",
    { $setOnInsert: { a: 1 }, $set: { b: 2 } },
    { _id: 1 },
    { _id: 1, a: 1, b: 2 },
    { isInsert: true },
  ],
  [
    "an embedded field is made by a dotted path",
    { $setOnInsert: { "a.b": 1 } },
    { _id: 1 },
    { _id: 1, a: { b: 1 } },
    { isInsert: true },
  ],
  [
    "the same path in two operators is a conflict",
    { $setOnInsert: { a: 1 }, $set: { a: 2 } },
    { _id: 1 },
    40,
    { isInsert: true },
  ],
]);

manual("inc", [
  [
    "positive and negative amounts are added",
    { $inc: { a: 2, b: -3 } },
    { _id: 1, a: 1, b: 1 },
    { _id: 1, a: 3, b: -2 },
  ],
  ["a field that does not exist is set to the amount", { $inc: { a: 5 } }, { _id: 1 }, { _id: 1, a: 5 }],
  ["a field that is null is an error", { $inc: { a: 5 } }, { _id: 1, a: null }, 14],
  ["a field that is no number is an error", { $inc: { a: 5 } }, { _id: 1, a: "5" }, 14],
  ["an amount that is no number is an error", { $inc: { a: "5" } }, { _id: 1, a: 5 }, 14],
  [
    "an int that overflows becomes a long",
    { $inc: { a: 1 } },
    { _id: 1, a: 2_147_483_647 },
    { _id: 1, a: Long.fromNumber(2_147_483_648) },
  ],
  ["a long that overflows is an error", { $inc: { a: 1 } }, { _id: 1, a: Long.MAX_VALUE }, 2],
  [
    "an embedded field is reached by a dotted path",
    { $inc: { "m.n": 1 } },
    { _id: 1, m: { n: 1 } },
    { _id: 1, m: { n: 2 } },
  ],
  ["int and double give a double", { $inc: { a: new Double(1) } }, { _id: 1, a: 1 }, { _id: 1, a: new Double(2) }],
  [
    "int and decimal give a decimal",
    { $inc: { a: Decimal128.fromString("0.5") } },
    { _id: 1, a: 1 },
    { _id: 1, a: Decimal128.fromString("1.5") },
  ],
]);

manual("mul", [
  ["a field is multiplied", { $mul: { a: 3 } }, { _id: 1, a: 7 }, { _id: 1, a: 21 }],
  [
    "a field that does not exist becomes zero of the multiplier's type: int",
    { $mul: { a: 100 } },
    { _id: 1 },
    { _id: 1, a: 0 },
  ],
  ["… long", { $mul: { a: Long.fromNumber(100) } }, { _id: 1 }, { _id: 1, a: Long.fromNumber(0) }],
  ["… double", { $mul: { a: new Double(100) } }, { _id: 1 }, { _id: 1, a: new Double(0) }],
  ["int by int is an int", { $mul: { a: 2 } }, { _id: 1, a: 16 }, { _id: 1, a: 32 }],
  ["int by long is a long", { $mul: { a: Long.fromNumber(2) } }, { _id: 1, a: 16 }, { _id: 1, a: Long.fromNumber(32) }],
  ["int by double is a double", { $mul: { a: new Double(2) } }, { _id: 1, a: 16 }, { _id: 1, a: new Double(32) }],
  [
    "int by int that does not fit is a long",
    { $mul: { a: 2 } },
    { _id: 1, a: 2_147_483_647 },
    { _id: 1, a: Long.fromString("4294967294") },
  ],
  ["long by long that does not fit is an error", { $mul: { a: Long.fromNumber(2) } }, { _id: 1, a: Long.MAX_VALUE }, 2],
  ["a field that is no number is an error", { $mul: { a: 2 } }, { _id: 1, a: "2" }, 14],
  ["a multiplier that is no number is an error", { $mul: { a: "2" } }, { _id: 1, a: 2 }, 14],
]);

manual("min", [
  ["a smaller value replaces the field's", { $min: { a: 150 } }, { _id: 1, a: 200 }, { _id: 1, a: 150 }],
  ["a greater one does not", { $min: { a: 250 } }, { _id: 1, a: 200 }, { _id: 1, a: 200 }],
  [
    "an equal one does not, even of another type",
    { $min: { a: new Double(200) } },
    { _id: 1, a: 200 },
    { _id: 1, a: 200 },
  ],
  ["a field that does not exist is set", { $min: { a: 5 } }, { _id: 1 }, { _id: 1, a: 5 }],
  ["values of different types compare in BSON order", { $min: { a: 5 } }, { _id: 1, a: "1" }, { _id: 1, a: 5 }],
  ["null is smaller than a number", { $min: { a: null } }, { _id: 1, a: -1 }, { _id: 1, a: null }],
  ["dates compare as dates", { $min: { a: new Date(1) } }, { _id: 1, a: new Date(2) }, { _id: 1, a: new Date(1) }],
]);

manual("max", [
  ["a greater value replaces the field's", { $max: { a: 950 } }, { _id: 1, a: 800 }, { _id: 1, a: 950 }],
  ["a smaller one does not", { $max: { a: 870 } }, { _id: 1, a: 950 }, { _id: 1, a: 950 }],
  ["a field that does not exist is set", { $max: { a: 5 } }, { _id: 1 }, { _id: 1, a: 5 }],
  ["values of different types compare in BSON order", { $max: { a: "1" } }, { _id: 1, a: 5 }, { _id: 1, a: "1" }],
  ["dates compare as dates", { $max: { a: new Date(3) } }, { _id: 1, a: new Date(2) }, { _id: 1, a: new Date(3) }],
]);

manual("rename", [
  [
    "a field gets another name",
    { $rename: { nmae: "name" } },
    { _id: 1, nmae: "a", z: 1 },
    { _id: 1, z: 1, name: "a" },
  ],
  ["a field of that name is removed first", { $rename: { a: "b" } }, { _id: 1, b: 1, a: 2 }, { _id: 1, b: 2 }],
  ["a field moves into an embedded document", { $rename: { a: "b.c" } }, { _id: 1, a: 1 }, { _id: 1, b: { c: 1 } }],
  [
    "a field moves out of an embedded document",
    { $rename: { "b.c": "a" } },
    { _id: 1, b: { c: 1 } },
    { _id: 1, b: {}, a: 1 },
  ],
  ["a field that does not exist changes nothing", { $rename: { x: "y" } }, { _id: 1, y: 1 }, { _id: 1, y: 1 }],
  ["fields in elements of arrays cannot be renamed", { $rename: { "a.0.b": "c" } }, { _id: 1, a: [{ b: 1 }] }, 2],
  ["nothing can be renamed into an array", { $rename: { c: "a.0" } }, { _id: 1, a: [1], c: 1 }, 2],
  ["the names must differ", { $rename: { a: "a" } }, { _id: 1, a: 1 }, 2],
  ["the new name is a text", { $rename: { a: 5 } }, { _id: 1, a: 1 }, 2],
  ["another operator on the new name is a conflict", { $rename: { a: "b" }, $set: { b: 1 } }, { _id: 1, a: 1 }, 40],
]);

manual("currentDate", [
  ["true sets a date", { $currentDate: { at: true } }, { _id: 1 }, { _id: 1, at: now }],
  ["a type of date sets a date", { $currentDate: { at: { $type: "date" } } }, { _id: 1, at: 1 }, { _id: 1, at: now }],
  [
    "a type of timestamp sets a timestamp",
    { $currentDate: { "a.at": { $type: "timestamp" } } },
    { _id: 1 },
    { _id: 1, a: { at: new Timestamp({ t: now.getTime() / 1000, i: 1 }) } },
  ],
  ["types are written in small letters", { $currentDate: { at: { $type: "Date" } } }, { _id: 1 }, 2],
  ["other values are errors", { $currentDate: { at: 1 } }, { _id: 1 }, 2],
]);

manual("bit", [
  ["and", { $bit: { a: { and: 10 } } }, { _id: 1, a: 13 }, { _id: 1, a: 8 }],
  ["or", { $bit: { a: { or: 5 } } }, { _id: 1, a: 3 }, { _id: 1, a: 7 }],
  ["xor", { $bit: { a: { xor: 5 } } }, { _id: 1, a: 1 }, { _id: 1, a: 4 }],
  [
    "a long among them makes a long",
    { $bit: { a: { or: Long.fromNumber(4) } } },
    { _id: 1, a: 1 },
    { _id: 1, a: Long.fromNumber(5) },
  ],
  ["a field that is no integer is an error", { $bit: { a: { or: 1 } } }, { _id: 1, a: new Double(1.5) }, 2],
  ["an operand that is no integer is an error", { $bit: { a: { or: new Double(1.5) } } }, { _id: 1, a: 1 }, 2],
  ["there are no other operations", { $bit: { a: { nand: 1 } } }, { _id: 1, a: 1 }, 2],
]);
