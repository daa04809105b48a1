import { manual } from "./testing";

/* The positional operators by the manual's "Behavior" sections. */

manual("positional", [
  [
    "the first element that the filter matched is updated",
    { $set: { "a.$": 82 } },
    { _id: 1, a: [85, 80, 80] },
    { _id: 1, a: [85, 82, 80] },
    { filter: { a: 80 } },
  ],
  [
    "fields of a matched document",
    { $set: { "a.$.std": 6 } },
    { _id: 4, a: [{ g: 80 }, { g: 85 }] },
    { _id: 4, a: [{ g: 80 }, { g: 85, std: 6 }] },
    { filter: { "a.g": 85 } },
  ],
  [
    "several conditions on one element need $elemMatch",
    { $set: { "a.$.std": 6 } },
    {
      _id: 1,
      a: [
        { g: 85, m: 70 },
        { g: 85, m: 92 },
      ],
    },
    {
      _id: 1,
      a: [
        { g: 85, m: 70 },
        { g: 85, m: 92, std: 6 },
      ],
    },
    { filter: { a: { $elemMatch: { g: { $lte: 90 }, m: { $gt: 80 } } } } },
  ],
  [
    "$unset makes the element null",
    { $unset: { "a.$": 1 } },
    { _id: 1, a: [1, 2] },
    { _id: 1, a: [1, null] },
    { filter: { a: 2 } },
  ],
  ["the filter must have the array", { $set: { "a.$": 1 } }, { _id: 1, a: [1] }, 2],
  [
    "nested arrays cannot be walked with two of them",
    { $set: { "a.$.b.$": 1 } },
    { _id: 1, a: [{ b: [1] }] },
    2,
    { filter: { "a.b": 1 } },
  ],
  [
    "a negated condition finds no element",
    { $set: { "a.$": 1 } },
    { _id: 1, a: [1] },
    2,
    { filter: { a: { $ne: 2 } } },
  ],
]);

manual("positional-all", [
  ["every element is updated", { $inc: { "a.$[]": 10 } }, { _id: 1, a: [85, 82] }, { _id: 1, a: [95, 92] }],
  [
    "a field of every element",
    { $inc: { "a.$[].std": -2 } },
    { _id: 1, a: [{ std: 8 }, { std: 5 }] },
    { _id: 1, a: [{ std: 6 }, { std: 3 }] },
  ],
  [
    "nested arrays together with filtered ones",
    { $inc: { "g.$[].q.$[s]": 2 } },
    { _id: 1, g: [{ q: [10, 8] }, { q: [10, 6] }] },
    { _id: 1, g: [{ q: [10, 10] }, { q: [10, 8] }] },
    { arrayFilters: [{ s: { $ne: 10 } }] },
  ],
  ["the field must be an array", { $inc: { "a.$[]": 1 } }, { _id: 1, a: 5 }, 2],
  ["an upsert needs the array in the filter", { $set: { "a.$[]": 1 } }, { _id: 1 }, 2, { isInsert: true }],
]);

manual("positional-filtered", [
  [
    "the elements that match the filter are updated",
    { $set: { "a.$[e]": 100 } },
    { _id: 1, a: [95, 102, 110] },
    { _id: 1, a: [95, 100, 100] },
    { arrayFilters: [{ e: { $gte: 100 } }] },
  ],
  [
    "a filter may have several conditions on one element",
    { $inc: { "a.$[e].std": -1 } },
    {
      _id: 1,
      a: [
        { g: 80, std: 8 },
        { g: 85, std: 4 },
      ],
    },
    {
      _id: 1,
      a: [
        { g: 80, std: 7 },
        { g: 85, std: 4 },
      ],
    },
    { arrayFilters: [{ "e.g": { $gte: 80 }, "e.std": { $gt: 5 } }] },
  ],
  [
    "$or stands inside one filter",
    { $set: { "a.$[e]": 0 } },
    { _id: 1, a: [1, 5, 9] },
    { _id: 1, a: [0, 5, 0] },
    { arrayFilters: [{ $or: [{ e: { $lt: 2 } }, { e: 9 }] }] },
  ],
  [
    "no element that matches is no error",
    { $set: { "a.$[e]": 0 } },
    { _id: 1, a: [1] },
    { _id: 1, a: [1] },
    { arrayFilters: [{ e: 7 }] },
  ],
  ["an identifier needs its filter", { $set: { "a.$[e]": 0 } }, { _id: 1, a: [1] }, 2],
  ["a filter needs its use", { $set: { b: 0 } }, { _id: 1, a: [1] }, 9, { arrayFilters: [{ e: 7 }] }],
  [
    "one identifier has one filter",
    { $set: { "a.$[e]": 0 } },
    { _id: 1, a: [1] },
    9,
    { arrayFilters: [{ e: 7 }, { e: 8 }] },
  ],
  [
    "identifiers begin with a small letter",
    { $set: { "a.$[E]": 0 } },
    { _id: 1, a: [1] },
    2,
    { arrayFilters: [{ E: 7 }] },
  ],
]);
