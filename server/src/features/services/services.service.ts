import { SERVICE_SEEDS } from "@club/shared/data/services";
import type { InputOf } from "@club/shared/http";
import type { ServiceView, StaffServiceView, updateService as updateServiceEndpoint } from "@club/shared/services";
import { recordAudit } from "../../platform/audit";
import { bumpVersion, versionedCache } from "../../platform/cache";
import type { Ctx } from "../../platform/context";
import { inTransaction } from "../../platform/db";
import { AppError } from "../../platform/problem";
import { type Service, Services } from "./service.model";

export type { Service } from "./service.model";

const CACHE = "services";
const MAX_AGE_MS = 300_000;

const catalogue = versionedCache<ReadonlyMap<string, Service>>({
  name: CACHE,
  maxAgeMs: MAX_AGE_MS,
  load: async () => {
    const rows = await Services.find({}).lean<Service[]>();
    rows.sort((a, b) => a.sortOrder - b.sortOrder);
    return new Map(rows.map((row) => [row._id, row]));
  },
});

/** The whole catalogue by id, in the club's order, from the process's cache. Callers must not change it. */
export function getCatalogue(): Promise<ReadonlyMap<string, Service>> {
  return catalogue.get();
}

/** One service, active or not. @throws services.not-found */
export async function getService(serviceId: string): Promise<Service> {
  const service = (await catalogue.get()).get(serviceId);
  if (!service) throw new AppError("services.not-found");
  return service;
}

/** The services that are offered now, in the club's order. */
async function listActiveServices(): Promise<Service[]> {
  return [...(await catalogue.get()).values()].filter((service) => service.isActive);
}

/** What everybody may read. */
export async function listServices(): Promise<{ items: ServiceView[] }> {
  return { items: (await listActiveServices()).map(toServiceView) };
}

/** The whole catalogue with its rules, for staff. */
export async function listStaffServices(): Promise<{ items: StaffServiceView[] }> {
  return { items: [...(await catalogue.get()).values()].map(toStaffServiceView) };
}

/**
 * Changes a service; other processes follow within a second. Vouchers and redemptions that exist keep what they froze.
 * @throws services.not-found, services.nothing-to-change
 */
export async function updateService(ctx: Ctx, input: InputOf<typeof updateServiceEndpoint>): Promise<StaffServiceView> {
  const { serviceId, reason, ...given } = input;
  const changes = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  if (Object.keys(changes).length === 0) throw new AppError("services.nothing-to-change");
  return inTransaction(async (session) => {
    const before = await Services.findById(serviceId, null, { session }).lean<Service>();
    if (!before) throw new AppError("services.not-found");
    await Services.updateOne({ _id: serviceId }, { $set: { ...changes, updatedAt: ctx.now } }, { session });
    await recordAudit(ctx, session, {
      action: "services.update",
      subject: { type: "service", id: serviceId },
      reason,
      before: Object.fromEntries(Object.keys(changes).map((key) => [key, before[key as keyof Service]])),
      after: changes,
    });
    await bumpVersion(session, CACHE);
    return toStaffServiceView({ ...before, ...changes, updatedAt: ctx.now });
  });
}

/** Puts the club's nine services into the catalogue; entries that are there, edited or not, stay as they are. */
export async function seedServices(now: Date): Promise<void> {
  await Services.bulkWrite(
    SERVICE_SEEDS.map(({ id, ...seed }, index) => ({
      updateOne: {
        filter: { _id: id },
        update: {
          $setOnInsert: { ...seed, isActive: true, sortOrder: (index + 1) * 10, createdAt: now, updatedAt: now },
        },
        upsert: true,
      },
    })),
  );
  await bumpVersion(null, CACHE);
}

function toServiceView(service: Service): ServiceView {
  const { name, category, icon, description, terms, standardPriceFen, plateBinding } = service;
  return { id: service._id, name, category, icon, description, terms, standardPriceFen, plateBinding };
}

function toStaffServiceView(service: Service): StaffServiceView {
  return {
    ...toServiceView(service),
    rules: service.rules,
    isActive: service.isActive,
    sortOrder: service.sortOrder,
    updatedAt: service.updatedAt.toISOString(),
  };
}
