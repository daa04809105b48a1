import { systemClock } from "../platform/clock";
import { runDb } from "./db-command";

const out = {
  say: (line: string) => void process.stdout.write(`${line}\n`),
  complain: (line: string) => void process.stderr.write(`${line}\n`),
};

runDb(process.argv.slice(2), { env: process.env, now: systemClock.now, out }).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
