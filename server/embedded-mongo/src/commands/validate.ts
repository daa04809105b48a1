import { Long } from "bson";
import { mongoError } from "../errors";
import { validateCollection } from "../tools/validate";
import type { Reply } from "../wire/reply";
import { collectionName, findCollection } from "./arguments";
import { type CommandContext, ok } from "./context";

/** The `validate` command: compares a collection with its indexes, in both directions. @throws 26 */
export function validate(context: CommandContext): Reply {
  const collection = findCollection(context);
  if (collection === undefined)
    throw mongoError(26, `Collection '${context.db}.${collectionName(context)}' does not exist`);
  const { ns, records, bytes, keysPerIndex, faults } = validateCollection(collection);
  return ok({
    ns,
    uuid: collection.uuid,
    nrecords: records,
    dataSize: Long.fromNumber(bytes),
    nIndexes: Object.keys(keysPerIndex).length,
    keysPerIndex,
    valid: faults.length === 0,
    errors: faults,
  });
}
