import * as audit from "@club/shared/audit";
import * as overview from "@club/shared/overview";
import { runProofs } from "../src/features/overview/proofs.service";
import { aCase, type Case, narrow } from "./cases";
import { HOME } from "./world";

const everyone = { concerns: "everyone" } as const;
const cityList = { concerns: "city", outsider: "list" } as const;

export const overviewCases: Case[] = [
  aCase(overview.getOverview, cityList)(() => ({ input: { on: "2026-11-22" } })),
  aCase(overview.watchRedemptions, cityList)(() => ({ input: {} })),
  aCase(
    overview.getProofs,
    cityList,
  )(async ({ api }) => {
    await runProofs(api.ctx());
    return { input: {} };
  }),
  aCase(overview.startProofs, everyone)(() => ({ input: {} })),
  aCase(overview.listProofDifferences, everyone)(() => ({ input: { proof: "claims-vouchers", limit: 100 } })),
];

export const auditCases: Case[] = [
  aCase(
    audit.listAudit,
    cityList,
  )(async (world) => {
    const { id: actorId } = world.people.provinceAdmin;
    const action = "giftpacks.grant";
    const days = { fromDay: "2026-11-01", toDay: "2026-11-22" };
    const alone = [{}, { stream: HOME }, { actorId }, { action }, { subjectKind: "member" }, days];
    await narrow(world, audit.listAudit, [...alone, { subjectId: world.member.id }, { actorId, action, ...days }]);
    return { input: { action, limit: 100 } };
  }),
  aCase(audit.checkAudit, { concerns: "city" })(() => ({ input: { stream: HOME } })),
];
