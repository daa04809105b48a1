import { runDemo } from "../demo/chain/run-demo";

const out = { write: (text: string) => void process.stdout.write(text), isTerminal: process.stdout.isTTY === true };

runDemo(process.argv.slice(2), out, process.env.MONGODB_URI || undefined).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
