import { runDemo } from "../demo/chain/run-demo";
import { onStopSignal } from "../platform/stop-signals";

const out = { write: (text: string) => void process.stdout.write(text), isTerminal: process.stdout.isTTY === true };
const stop = new AbortController();
onStopSignal(() => stop.abort());

runDemo(process.argv.slice(2), out, { mongodbUri: process.env.MONGODB_URI || undefined, stopped: stop.signal }).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
