import { mongoError } from "../errors";
import type { Reply } from "../wire/reply";
import { type CommandContext, ok } from "./context";

/**
 * The `fsync` command: a checkpoint. Whatever was acknowledged is on disk anyway; afterwards it lies in the tables, where other
 * processes read it. @throws 13 on another database than `admin`, 238 with a lock, 96 when it cannot be written
 */
export async function fsync({ services, db, command }: CommandContext): Promise<Reply> {
  if (db !== "admin") throw mongoError(13, "fsync may only be run against the admin database.");
  if (command.lock !== undefined && command.lock !== false)
    throw mongoError(238, "fsync: the option 'lock' is not supported");
  try {
    await services.engine.checkpoint();
  } catch (error) {
    services.log("the checkpoint failed", error);
    services.engine.checkWritable();
    throw error;
  }
  return ok({});
}
