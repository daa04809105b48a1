import mongoose from "mongoose";
import { outsideSubset } from "./subset-use";

/**
 * Watches every command that the driver sends on mongoose's connection from its next connect on, and keeps what is outside
 * the subset that the embedded database promises. Call before the connection is made.
 */
export function watchCommands() {
  const faults = new Set<string>();
  const names = new Set<string>();
  const uri = process.env.TEST_MONGODB_URI;
  if (uri !== undefined) process.env.TEST_MONGODB_URI = withMonitoring(uri);
  mongoose.connection.once("connected", () => {
    mongoose.connection.getClient().on("commandStarted", ({ commandName: name, command }) => {
      names.add(name);
      for (const fault of outsideSubset({ name, command })) faults.add(fault);
    });
  });
  return {
    /** What was outside, and the names of all commands that were sent. */
    stop: (): { faults: string[]; names: string[] } => {
      if (uri !== undefined) process.env.TEST_MONGODB_URI = uri;
      return { faults: [...faults].sort(), names: [...names].sort() };
    },
  };
}

function withMonitoring(uri: string): string {
  if (uri.includes("?")) return `${uri}&monitorCommands=true`;
  const hasPath = /^[a-z+]+:\/\/[^/]+\//.test(uri);
  return `${uri}${hasPath ? "" : "/"}?monitorCommands=true`;
}
