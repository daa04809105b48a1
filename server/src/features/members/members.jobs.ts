import type { Job } from "../../platform/jobs";
import { closeDueMembers } from "./members.closing";

export const membersJobs: Job[] = [
  {
    name: "members.close-due",
    everySeconds: 3600,
    run: async (ctx) => {
      await closeDueMembers(ctx);
    },
  },
];
