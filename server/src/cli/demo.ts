import { runDemo } from "../demo/chain/run-demo";

runDemo(process.argv.slice(2), {
  write: (text) => process.stdout.write(text),
  isTerminal: process.stdout.isTTY === true,
}).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
