import { manual } from "./testing";

/* The modifiers of $push and $addToSet by the manual's "Behavior" sections. */

manual("each", [
  ["every element is added", { $push: { a: { $each: [90, 92] } } }, { _id: 1, a: [1] }, { _id: 1, a: [1, 90, 92] }],
  ["the operand is an array", { $push: { a: { $each: 90 } } }, { _id: 1, a: [] }, 2],
  ["… in $addToSet too", { $addToSet: { a: { $each: 90 } } }, { _id: 1, a: [] }, 14],
]);

manual("position", [
  [
    "0 is the beginning",
    { $push: { a: { $each: [50, 60], $position: 0 } } },
    { _id: 1, a: [100] },
    { _id: 1, a: [50, 60, 100] },
  ],
  [
    "a number counts from the beginning",
    { $push: { a: { $each: [9], $position: 1 } } },
    { _id: 1, a: [1, 2] },
    { _id: 1, a: [1, 9, 2] },
  ],
  [
    "a number past the end means the end",
    { $push: { a: { $each: [9], $position: 7 } } },
    { _id: 1, a: [1] },
    { _id: 1, a: [1, 9] },
  ],
  [
    "a negative number counts from the end",
    { $push: { a: { $each: [9], $position: -1 } } },
    { _id: 1, a: [1, 2] },
    { _id: 1, a: [1, 9, 2] },
  ],
  [
    "a negative number past the beginning means the beginning",
    { $push: { a: { $each: [9], $position: -7 } } },
    { _id: 1, a: [1, 2] },
    { _id: 1, a: [9, 1, 2] },
  ],
  ["it is a whole number", { $push: { a: { $each: [9], $position: "1" } } }, { _id: 1, a: [] }, 2],
]);

manual("slice", [
  ["0 empties the array", { $push: { a: { $each: [], $slice: 0 } } }, { _id: 1, a: [1, 2] }, { _id: 1, a: [] }],
  [
    "a negative number keeps the last",
    { $push: { a: { $each: [80, 78, 86], $slice: -5 } } },
    { _id: 1, a: [40, 50, 60] },
    { _id: 1, a: [50, 60, 80, 78, 86] },
  ],
  [
    "a positive number keeps the first",
    { $push: { a: { $each: [100, 20], $slice: 3 } } },
    { _id: 1, a: [89, 90] },
    { _id: 1, a: [89, 90, 100] },
  ],
  ["an empty $each only cuts", { $push: { a: { $each: [], $slice: -1 } } }, { _id: 1, a: [1, 2] }, { _id: 1, a: [2] }],
]);

manual("sort", [
  [
    "documents are sorted by a field",
    { $push: { a: { $each: [{ s: 1 }], $sort: { s: 1 } } } },
    { _id: 1, a: [{ s: 3 }, { s: 2 }] },
    { _id: 1, a: [{ s: 1 }, { s: 2 }, { s: 3 }] },
  ],
  [
    "… by a field inside",
    { $push: { a: { $each: [], $sort: { "s.t": -1 } } } },
    { _id: 1, a: [{ s: { t: 1 } }, { s: { t: 2 } }] },
    { _id: 1, a: [{ s: { t: 2 } }, { s: { t: 1 } }] },
  ],
  [
    "whole elements are sorted by 1 or -1",
    { $push: { a: { $each: [40, 60], $sort: -1 } } },
    { _id: 1, a: [89, 70] },
    { _id: 1, a: [89, 70, 60, 40] },
  ],
  ["other directions are errors", { $push: { a: { $each: [], $sort: 2 } } }, { _id: 1, a: [] }, 2],
]);
