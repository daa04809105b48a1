import { Session } from "node:inspector/promises";
import path from "node:path";

export type ProfileLine = { name: string; selfMs: number; share: number };
type Call = { functionName: string; url: string; lineNumber: number };
type Node = { id: number; callFrame: Call };

let session: Session | null = null;

/** Samples the event-loop thread from now on. */
export async function startProfile(): Promise<void> {
  session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: 200 });
  await session.post("Profiler.start");
}

/** Where the thread's time went since startProfile: self time by function, largest first, and by package. */
export async function stopProfile({
  top,
}: {
  top: number;
}): Promise<{ busyMs: number; functions: ProfileLine[]; packages: ProfileLine[] }> {
  if (!session) throw new Error("startProfile first");
  const { profile } = await session.post("Profiler.stop");
  session.disconnect();
  session = null;
  const nodes = new Map<number, Node>(profile.nodes.map((node) => [node.id, node]));
  const functions = new Map<string, number>();
  const packages = new Map<string, number>();
  let busyMs = 0;
  (profile.samples ?? []).forEach((id, index) => {
    const call = nodes.get(id)?.callFrame;
    const ms = (profile.timeDeltas?.[index] ?? 0) / 1000;
    if (!call || call.functionName === "(idle)" || call.functionName === "(root)") return;
    busyMs += ms;
    add(functions, `${call.functionName || "(anonymous)"} ${placeOf(call)}`, ms);
    add(packages, packageOf(call), ms);
  });
  const largest = (sums: Map<string, number>): ProfileLine[] =>
    [...sums]
      .sort((a, b) => b[1] - a[1])
      .slice(0, top)
      .map(([name, selfMs]) => ({ name, selfMs, share: selfMs / busyMs }));
  return { busyMs, functions: largest(functions), packages: largest(packages) };
}

function add(sums: Map<string, number>, key: string, ms: number): void {
  sums.set(key, (sums.get(key) ?? 0) + ms);
}

/** "node_modules/mongodb/lib/cmap/connection.js:120"; our bundled code has its line in the bundle. */
function placeOf({ url, lineNumber }: Call): string {
  if (url === "") return "";
  const file = url.replace(/^file:\/\//, "");
  const at = file.lastIndexOf("node_modules/");
  return `${at < 0 ? path.basename(file) : file.slice(at + 13)}:${lineNumber + 1}`;
}

function packageOf({ url, functionName }: Call): string {
  if (functionName.startsWith("(")) return functionName;
  if (url.startsWith("node:")) return url.split("/")[0] ?? url;
  const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(url);
  return found?.[1] ?? (url === "" ? "(native)" : "the club");
}
