import type { Express } from "express";
import { auditRoutes } from "./features/audit/audit.routes";
import { createAuthRoutes } from "./features/auth/auth.routes";
import { forgetMisses } from "./features/auth/login-guard.migrations";
import { deliverSms } from "./features/auth/sms.delivery";
import { grantsDataSection } from "./features/giftpacks/giftpack-data";
import { grantForTrigger, revokeGrantsOfMember } from "./features/giftpacks/giftpack-grants.service";
import { giftpacksJobs } from "./features/giftpacks/giftpacks.jobs";
import { giftpacksRoutes } from "./features/giftpacks/giftpacks.routes";
import { resultsOfBatchRows } from "./features/giftpacks/grant.migrations";
import { ordersDataSection } from "./features/mall/mall.data";
import { mallJobs } from "./features/mall/mall.jobs";
import { mallRoutes } from "./features/mall/mall.routes";
import { closeOrdersOfMember } from "./features/mall/order-close.service";
import { membersJobs } from "./features/members/members.jobs";
import { reloadMember } from "./features/members/members.login";
import { membersRoutes } from "./features/members/members.routes";
import { merchantsRoutes } from "./features/merchants/merchants.routes";
import { orgsRoutes } from "./features/orgs/orgs.routes";
import { overviewJobs } from "./features/overview/overview.jobs";
import { overviewRoutes } from "./features/overview/overview.routes";
import { pointsDataSection } from "./features/points/points.data";
import { pointsJobs } from "./features/points/points.jobs";
import { pointsRoutes } from "./features/points/points.routes";
import { earnPoints, lapsePointsOfMember } from "./features/points/points.service";
import { ratingsDataSection } from "./features/ratings/ratings.data";
import { ratingsRoutes } from "./features/ratings/ratings.routes";
import { eraseRatingTexts } from "./features/ratings/ratings.service";
import { redemptionsDataSection } from "./features/redemptions/redemptions.data";
import { redemptionsRoutes } from "./features/redemptions/redemptions.routes";
import { membersWanting } from "./features/reminders/my-settings.service";
import { touchPlan } from "./features/reminders/planner.service";
import { remindersDataSection, removeRemindersOfMember } from "./features/reminders/reminders.closing";
import { remindersJobs, remindersOutbox } from "./features/reminders/reminders.jobs";
import { encryptReminderWords } from "./features/reminders/reminders.migrations";
import { remindersRoutes } from "./features/reminders/reminders.routes";
import { servicesRoutes } from "./features/services/services.routes";
import { settlementRoutes } from "./features/settlement/settlement.routes";
import { settlementJobs } from "./features/settlement/settlement.runs";
import { reloadStaff } from "./features/staff/staff.login";
import { staffRoutes } from "./features/staff/staff.routes";
import { removeLicenceOfMember } from "./features/vehicles/licences.service";
import { licenceDataSection, vehiclesDataSection } from "./features/vehicles/vehicles.data";
import { removeVehiclesOfMember } from "./features/vehicles/vehicles.garage";
import { vehiclesRoutes } from "./features/vehicles/vehicles.routes";
import { garageOwnersOfPlate } from "./features/vehicles/vehicles.staff";
import { violationsDataSection } from "./features/violations/violations.data";
import { violationsJobs } from "./features/violations/violations.jobs";
import { rulesByPrefix } from "./features/violations/violations.migrations";
import { violationsRoutes } from "./features/violations/violations.routes";
import { removeViolationsOfMember, removeViolationsOfVehicle } from "./features/violations/violations.service";
import { dropVouchersByCard } from "./features/vouchers/voucher.migrations";
import { vouchersDataSection } from "./features/vouchers/voucher-data";
import { revokeVouchersOfMember } from "./features/vouchers/vouchers.closing";
import { vouchersJobs } from "./features/vouchers/vouchers.jobs";
import { vouchersRoutes } from "./features/vouchers/vouchers.routes";
import { voucherOwnersOfPlate } from "./features/vouchers/vouchers.service";
import type { AppDeps, Hooks } from "./platform/context";
import { docsRouter } from "./platform/docs";
import { type AppOptions, createApp } from "./platform/http";
import type { Job } from "./platform/jobs";
import type { Migration } from "./platform/migrations";
import { type OutboxHandlers, outboxJobs } from "./platform/outbox";
import { outboxByKind } from "./platform/outbox.migrations";
import type { Route } from "./platform/route";

/** The only list of features. What is called most stands first: Express looks through it in this order. */
export const clubRoutes: readonly Route[] = [
  ...redemptionsRoutes,
  ...vouchersRoutes,
  ...giftpacksRoutes,
  ...mallRoutes,
  ...pointsRoutes,
  ...ratingsRoutes,
  // Clerks renew at their own endpoint, which looks the clerk up; here their tokens end.
  ...createAuthRoutes({ member: reloadMember, staff: reloadStaff, merchant: async () => null }),
  ...membersRoutes,
  ...servicesRoutes,
  ...merchantsRoutes,
  ...vehiclesRoutes,
  ...violationsRoutes,
  ...settlementRoutes,
  ...staffRoutes,
  ...orgsRoutes,
  ...remindersRoutes,
  ...overviewRoutes,
  ...auditRoutes,
];

/** What a lower feature lets a higher one do within its transaction. */
export const clubHooks: Hooks = {
  afterRegistration: async (ctx, session, member) => {
    await grantForTrigger(ctx, session, member);
    await earnPoints(session, ctx, { memberId: member.id, event: "registered", subject: member.id });
  },
  afterCompletion: async (ctx, session, { id: memberId }) => {
    await earnPoints(session, ctx, { memberId, event: "completed", subject: memberId });
    // The birthday is known from now on.
    await touchPlan(ctx, session, memberId);
  },
  afterIdentityCorrection: touchPlan,
  afterClosing: async (ctx, session, memberId) => {
    await closeOrdersOfMember(ctx, session, memberId);
    await revokeGrantsOfMember(ctx, session, memberId);
    await revokeVouchersOfMember(ctx, session, memberId);
    await eraseRatingTexts(ctx, session, memberId);
    // After everything that gives points back: what is left then lapses.
    await lapsePointsOfMember(ctx, session, memberId);
    await removeViolationsOfMember(ctx, session, memberId);
    await removeVehiclesOfMember(ctx, session, memberId);
    await removeLicenceOfMember(ctx, session, memberId);
    await removeRemindersOfMember(ctx, session, memberId);
  },
  afterGarageChange: touchPlan,
  wantsViolationChecks: (_ctx, memberIds) => membersWanting("violation", memberIds),
  afterVehicleRemoved: removeViolationsOfVehicle,
  membersOfPlate: async (ctx, plate) => [
    ...(await garageOwnersOfPlate(ctx, plate)),
    ...(await voucherOwnersOfPlate(ctx, plate)),
  ],
  dataSections: async (ctx, memberId) => [
    await grantsDataSection(ctx, memberId),
    await vouchersDataSection(ctx, memberId),
    await redemptionsDataSection(ctx, memberId),
    await ratingsDataSection(ctx, memberId),
    await pointsDataSection(ctx, memberId),
    await ordersDataSection(ctx, memberId),
    await remindersDataSection(ctx, memberId),
    await vehiclesDataSection(ctx, memberId),
    await licenceDataSection(ctx, memberId),
    await violationsDataSection(ctx, memberId),
  ],
};

/** How each kind of outbox message reaches its receiver. */
const clubOutboxHandlers: OutboxHandlers = { sms: deliverSms, ...remindersOutbox };

/** Changes of stored data, in order; a released one is never edited. */
export const clubMigrations: readonly Migration[] = [
  dropVouchersByCard,
  encryptReminderWords,
  outboxByKind,
  forgetMisses,
  resultsOfBatchRows,
  rulesByPrefix,
];

/** Everything that runs by itself. */
export const clubJobs: readonly Job[] = [
  ...outboxJobs(clubOutboxHandlers),
  ...membersJobs,
  ...vouchersJobs,
  ...giftpacksJobs,
  ...mallJobs,
  ...pointsJobs,
  ...violationsJobs,
  ...settlementJobs,
  ...remindersJobs,
  ...overviewJobs,
];

/**
 * The whole club as an Express application: the API, its documentation under /docs, and what `options.pages` adds. Connect
 * the database first, and pass clubHooks as deps.hooks.
 */
export function createClubApp(deps: AppDeps, options: AppOptions & { version?: string } = {}): Express {
  const endpoints = clubRoutes.map(({ endpoint }) => endpoint);
  return createApp(deps, clubRoutes, {
    ...options,
    pages: (app) => {
      app.use(docsRouter(endpoints, options.version ?? "0.3.0"));
      options.pages?.(app);
    },
  });
}
