import mongoose from "mongoose";
import { outsideSubset } from "./subset-use";

type Sent = { name: string; command: Record<string, unknown> };

/** Tells of every command that the driver sends on mongoose's connection from its next connect on. Call before the connection is made. */
export function onCommands(listener: (sent: Sent) => void): { stop: () => void } {
  const uri = process.env.TEST_MONGODB_URI;
  if (uri !== undefined) process.env.TEST_MONGODB_URI = withMonitoring(uri);
  mongoose.connection.once("connected", () => {
    mongoose.connection
      .getClient()
      .on("commandStarted", ({ commandName: name, command }) => listener({ name, command }));
  });
  return {
    stop: () => {
      if (uri !== undefined) process.env.TEST_MONGODB_URI = uri;
    },
  };
}

/** Keeps what the driver sends outside of the subset that the embedded database promises. Call before the connection is made. */
export function watchCommands() {
  const faults = new Set<string>();
  const names = new Set<string>();
  const watch = onCommands((sent) => {
    names.add(sent.name);
    for (const fault of outsideSubset(sent)) faults.add(fault);
  });
  return {
    /** What was outside, and the names of all commands that were sent. */
    stop: (): { faults: string[]; names: string[] } => {
      watch.stop();
      return { faults: [...faults].sort(), names: [...names].sort() };
    },
  };
}

function withMonitoring(uri: string): string {
  if (uri.includes("?")) return `${uri}&monitorCommands=true`;
  const hasPath = /^[a-z+]+:\/\/[^/]+\//.test(uri);
  return `${uri}${hasPath ? "" : "/"}?monitorCommands=true`;
}
