/**
 * Where servers that are merely compatible with MongoDB are known to differ from it. The tests' global setup takes all of them for
 * a server that is not MongoDB; MONGODB_DIFFERENCES=name,name says it more closely. Neither MongoDB nor the embedded server needs any.
 */
export const DIFFERENCES = {
  "natural-order": "documents come in the order of a storage engine's own, not of their insertion",
  explain: "explain answers with the words of another database's planner",
  "partial-update-many": "a statement is atomic: updateMany that fails half-way leaves nothing changed",
  collation: "collations are offered, where the embedded server refuses them",
  "new-fields-sorted": "$set adds new fields in the order given",
  "date-trunc": "$dateTrunc by day and month is off by days",
  "key-value-of-updates": "a duplicate key on update tells no keyValue",
  "two-identifiers": "two array filters that meet the same element: one of them is lost",
  "multikey-unique": "a unique index over arrays misses duplicates when the first values repeat",
  "old-numbers": "a retryable write with an old number is done again",
  "random-operations":
    "some random operations end the server's own process (segmentation fault), and with it every other test",
  "expression-code": "an unknown expression has another code",
} as const;
