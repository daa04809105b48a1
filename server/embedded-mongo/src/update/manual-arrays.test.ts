import { manual } from "./testing";

/* The array operators by the manual's "Behavior" sections. */

manual("addToSet", [
  [
    "a value that is not there is added at the end",
    { $addToSet: { a: 3 } },
    { _id: 1, a: [1, 2] },
    { _id: 1, a: [1, 2, 3] },
  ],
  ["a value that is there changes nothing", { $addToSet: { a: 1 } }, { _id: 1, a: [1, 2] }, { _id: 1, a: [1, 2] }],
  ["existing duplicates stay", { $addToSet: { a: 1 } }, { _id: 1, a: [1, 1] }, { _id: 1, a: [1, 1] }],
  ["a field that does not exist becomes an array", { $addToSet: { a: 1 } }, { _id: 1 }, { _id: 1, a: [1] }],
  ["a field that is no array is an error", { $addToSet: { a: 1 } }, { _id: 1, a: 1 }, 2],
  ["an array is added as one element", { $addToSet: { a: [2, 3] } }, { _id: 1, a: [1] }, { _id: 1, a: [1, [2, 3]] }],
  [
    "documents are equal only with the same fields in the same order",
    { $addToSet: { a: { y: 2, x: 1 } } },
    { _id: 1, a: [{ x: 1, y: 2 }] },
    {
      _id: 1,
      a: [
        { x: 1, y: 2 },
        { y: 2, x: 1 },
      ],
    },
  ],
  [
    "with $each every element is added on its own",
    { $addToSet: { a: { $each: [2, 3, 2] } } },
    { _id: 1, a: [1, 2] },
    { _id: 1, a: [1, 2, 3] },
  ],
]);

manual("pop", [
  ["-1 removes the first element", { $pop: { a: -1 } }, { _id: 1, a: [8, 9, 10] }, { _id: 1, a: [9, 10] }],
  ["1 removes the last one", { $pop: { a: 1 } }, { _id: 1, a: [9, 10] }, { _id: 1, a: [9] }],
  ["the last element of all leaves an empty array", { $pop: { a: 1 } }, { _id: 1, a: [9] }, { _id: 1, a: [] }],
  ["a field that does not exist stays so", { $pop: { a: 1 } }, { _id: 1 }, { _id: 1 }],
  ["a field that is no array is an error", { $pop: { a: 1 } }, { _id: 1, a: 5 }, 14],
  ["other numbers are errors", { $pop: { a: 2 } }, { _id: 1, a: [1] }, 9],
]);

manual("pull", [
  ["all elements that equal the value go", { $pull: { a: 2 } }, { _id: 1, a: [2, 1, 2] }, { _id: 1, a: [1] }],
  [
    "a condition removes what it matches",
    { $pull: { a: { $gte: 6 } } },
    { _id: 1, a: [3, 5, 6, 7] },
    { _id: 1, a: [3, 5] },
  ],
  [
    "$in removes any of several values",
    { $pull: { a: { $in: ["x", "y"] } } },
    { _id: 1, a: ["x", "z", "y"] },
    { _id: 1, a: ["z"] },
  ],
  [
    "a document is a condition on the fields of the elements, whatever their order and other fields",
    { $pull: { a: { score: 8, item: "B" } } },
    {
      _id: 1,
      a: [
        { item: "A", score: 5 },
        { item: "B", score: 8, more: 1 },
      ],
    },
    { _id: 1, a: [{ item: "A", score: 5 }] },
  ],
  [
    "an array must be matched exactly, order included",
    { $pull: { a: [1, 2] } },
    {
      _id: 1,
      a: [
        [2, 1],
        [1, 2],
      ],
    },
    { _id: 1, a: [[2, 1]] },
  ],
  [
    "$elemMatch reaches into arrays of the elements",
    { $pull: { a: { l: { $elemMatch: { q: 2, v: { $gte: 8 } } } } } },
    { _id: 1, a: [{ l: [{ q: 2, v: 9 }] }, { l: [{ q: 1, v: 9 }] }] },
    { _id: 1, a: [{ l: [{ q: 1, v: 9 }] }] },
  ],
  ["a field that does not exist stays so", { $pull: { a: 1 } }, { _id: 1 }, { _id: 1 }],
  ["a field that is no array is an error", { $pull: { a: 1 } }, { _id: 1, a: 1 }, 2],
]);

manual("pullAll", [
  [
    "all instances of the listed values go",
    { $pullAll: { a: [0, 5] } },
    { _id: 1, a: [0, 2, 5, 5, 1, 0] },
    { _id: 1, a: [2, 1] },
  ],
  [
    "documents must match exactly, order included",
    { $pullAll: { a: [{ x: 1, y: 2 }] } },
    {
      _id: 1,
      a: [
        { y: 2, x: 1 },
        { x: 1, y: 2 },
      ],
    },
    { _id: 1, a: [{ y: 2, x: 1 }] },
  ],
  ["the operand is an array", { $pullAll: { a: 0 } }, { _id: 1, a: [0] }, 2],
]);

manual("push", [
  ["a value goes to the end", { $push: { a: 89 } }, { _id: 1, a: [1] }, { _id: 1, a: [1, 89] }],
  ["a field that does not exist becomes an array", { $push: { a: 89 } }, { _id: 1 }, { _id: 1, a: [89] }],
  ["a field that is no array is an error", { $push: { a: 89 } }, { _id: 1, a: 1 }, 2],
  ["an array is added as one element", { $push: { a: [1, 2] } }, { _id: 1, a: [] }, { _id: 1, a: [[1, 2]] }],
  [
    "modifiers work in the order: insert, sort, cut",
    {
      $push: {
        a: {
          $slice: 3,
          $sort: { s: -1 },
          $each: [
            { w: 5, s: 8 },
            { w: 6, s: 7 },
            { w: 7, s: 6 },
          ],
        },
      },
    },
    {
      _id: 1,
      a: [
        { w: 1, s: 10 },
        { w: 2, s: 8 },
        { w: 3, s: 5 },
      ],
    },
    {
      _id: 1,
      a: [
        { w: 1, s: 10 },
        { w: 2, s: 8 },
        { w: 5, s: 8 },
      ],
    },
  ],
  ["two operators on one array are a conflict", { $push: { a: 1 }, $pull: { a: 2 } }, { _id: 1, a: [] }, 40],
]);
