import type { Job } from "../../platform/jobs";
import { recountDays } from "./day-books.service";
import { runProofs } from "./proofs.service";

export const overviewJobs: Job[] = [
  { name: "overview.recount", everySeconds: 600, run: recountDays },
  { name: "overview.proofs", everySeconds: 5, run: runProofs },
];
