import { Engine } from "./engine";
import { recordOf } from "./record";

test("a change that would give a record another _id is refused before anything is touched", () => {
  const collection = new Engine(null).create("club", "items", {});
  collection.addIndex({ name: "n_1", key: { n: 1 } });
  const old = recordOf({ _id: 1, n: 1 });
  collection.change({ old: null, next: old });
  expect(() => collection.change({ old, next: recordOf({ _id: 2, n: 2 }) })).toThrow("another _id");
  expect([...collection.records.values()].map(({ doc }) => doc)).toEqual([{ _id: 1, n: 1 }]);
  collection.change({ old, next: recordOf({ _id: 1, n: 2 }) });
  expect([...collection.records.values()].map(({ doc }) => doc)).toEqual([{ _id: 1, n: 2 }]);
});
