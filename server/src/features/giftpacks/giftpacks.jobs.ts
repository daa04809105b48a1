import type { Job } from "../../platform/jobs";
import { expireGrants } from "./giftpack-grants.service";
import { runPendingGrantBatches } from "./grant-batch.runner";

export const giftpacksJobs: Job[] = [
  { name: "giftpacks.expire-grants", everySeconds: 60, run: async (ctx) => void (await expireGrants(ctx)) },
  { name: "giftpacks.grant-batches", everySeconds: 3, run: runPendingGrantBatches },
];
