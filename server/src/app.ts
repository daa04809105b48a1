import type { Express } from "express";
import { auditRoutes } from "./features/audit/audit.routes";
import { createAuthRoutes } from "./features/auth/auth.routes";
import { deliverSms } from "./features/auth/sms.delivery";
import { grantForTrigger, revokeGrantsOfMember } from "./features/giftpacks/giftpack-grants.service";
import { giftpacksJobs } from "./features/giftpacks/giftpacks.jobs";
import { giftpacksRoutes } from "./features/giftpacks/giftpacks.routes";
import { membersJobs } from "./features/members/members.jobs";
import { reloadMember } from "./features/members/members.login";
import { membersRoutes } from "./features/members/members.routes";
import { merchantsRoutes } from "./features/merchants/merchants.routes";
import { orgsRoutes } from "./features/orgs/orgs.routes";
import { overviewJobs } from "./features/overview/overview.jobs";
import { overviewRoutes } from "./features/overview/overview.routes";
import { redemptionsRoutes } from "./features/redemptions/redemptions.routes";
import { servicesRoutes } from "./features/services/services.routes";
import { settlementRoutes } from "./features/settlement/settlement.routes";
import { settlementJobs } from "./features/settlement/settlement.runs";
import { reloadStaff } from "./features/staff/staff.login";
import { staffRoutes } from "./features/staff/staff.routes";
import { revokeVouchersOfMember } from "./features/vouchers/vouchers.closing";
import { vouchersJobs } from "./features/vouchers/vouchers.jobs";
import { vouchersRoutes } from "./features/vouchers/vouchers.routes";
import type { AppDeps, Hooks } from "./platform/context";
import { docsRouter } from "./platform/docs";
import { type AppOptions, createApp } from "./platform/http";
import type { Job } from "./platform/jobs";
import type { Migration } from "./platform/migrations";
import { deliverDue, type OutboxHandlers } from "./platform/outbox";
import type { Route } from "./platform/route";

/** The only list of features. What is called most stands first: Express looks through it in this order. */
export const clubRoutes: readonly Route[] = [
  ...redemptionsRoutes,
  ...vouchersRoutes,
  ...giftpacksRoutes,
  // Clerks renew at their own endpoint, which looks the clerk up; here their tokens end.
  ...createAuthRoutes({ member: reloadMember, staff: reloadStaff, merchant: async () => null }),
  ...membersRoutes,
  ...servicesRoutes,
  ...merchantsRoutes,
  ...settlementRoutes,
  ...staffRoutes,
  ...orgsRoutes,
  ...overviewRoutes,
  ...auditRoutes,
];

/** What a lower feature lets a higher one do within its transaction. */
export const clubHooks: Hooks = {
  afterRegistration: grantForTrigger,
  afterClosing: async (ctx, session, memberId) => {
    await revokeGrantsOfMember(ctx, session, memberId);
    await revokeVouchersOfMember(ctx, session, memberId);
  },
};

/** How each kind of outbox message reaches its receiver. */
const clubOutboxHandlers: OutboxHandlers = { sms: deliverSms };

/** Changes of stored data, in order; a released one is never edited. */
export const clubMigrations: readonly Migration[] = [];

/** Everything that runs by itself. */
export const clubJobs: readonly Job[] = [
  { name: "outbox.deliver", everySeconds: 1, run: async (ctx) => void (await deliverDue(ctx, clubOutboxHandlers)) },
  ...membersJobs,
  ...vouchersJobs,
  ...giftpacksJobs,
  ...settlementJobs,
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
      app.use(docsRouter(endpoints, options.version ?? "0.2.0"));
      options.pages?.(app);
    },
  });
}
