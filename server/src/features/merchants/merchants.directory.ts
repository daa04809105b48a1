import type { InputOf, OutputOf } from "@club/shared/http";
import type { AgreementPrice } from "@club/shared/merchant-agreements";
import type { BranchDto, getMerchantPage, listNearbyBranches } from "@club/shared/merchant-branches";
import type { MerchantStatus } from "@club/shared/merchants";
import { distanceMeters, type Position } from "@club/shared/regions";
import type { ClientSession } from "mongoose";
import { bumpVersion, versionedCache } from "../../platform/cache";
import type { Ctx } from "../../platform/context";
import { AppError } from "../../platform/problem";
import {
  type Agreement,
  Agreements,
  type Branch,
  Branches,
  type Clerk,
  Clerks,
  type Merchant,
  Merchants,
} from "./merchants.model";
import { agreementInForce } from "./merchants.rules";

type DirectoryClerk = Pick<Clerk, "_id" | "role" | "status" | "branchIds" | "phoneBlind">;
/** A merchant as redemptions see it. All amounts in fen; agreements are the active ones, past and future. */
export type DirectoryMerchant = {
  id: string;
  name: string;
  cityCode: string;
  status: MerchantStatus;
  branches: Map<string, Branch>;
  agreements: Agreement[];
  clerks: Map<string, DirectoryClerk>;
  /** Blind indexes of the phones of its contact and its people. */
  phones: Set<string>;
};
type Place = { merchant: DirectoryMerchant; branch: Branch };
export type Directory = { merchants: ReadonlyMap<string, DirectoryMerchant>; places: ReadonlyMap<string, Place[]> };

const CACHE = "merchants";
const MAX_AGE_MS = 600_000;
const directory = versionedCache<Directory>({ name: CACHE, maxAgeMs: MAX_AGE_MS, load: loadDirectory });

/**
 * Every merchant with branches, agreements and people, from the process's cache (at most about a second behind the
 * database), so that a redemption reads no merchant. A thousand merchants are about two megabytes.
 */
export function getDirectory(): Promise<Directory> {
  return directory.get();
}

/** Tells all processes that something in the directory has changed. */
export function bumpDirectory(session: ClientSession): Promise<void> {
  return bumpVersion(session, CACHE);
}

async function loadDirectory(): Promise<Directory> {
  const rows = await Merchants.find({}, { name: 1, cityCode: 1, status: 1, contactPhoneBlind: 1 }).lean<Merchant[]>();
  const merchants = new Map(rows.map((row) => [row._id, toDirectoryMerchant(row)]));
  for (const branch of await Branches.find({}).lean<Branch[]>())
    merchants.get(branch.merchantId)?.branches.set(branch._id, branch);
  for (const agreement of await Agreements.find({ status: "active" }).lean<Agreement[]>()) {
    merchants.get(agreement.merchantId)?.agreements.push(agreement);
  }
  const clerks = await Clerks.find({}, { merchantId: 1, role: 1, status: 1, branchIds: 1, phoneBlind: 1 }).lean<
    Clerk[]
  >();
  for (const clerk of clerks) addClerk(merchants.get(clerk.merchantId), clerk);
  return { merchants, places: placesByCityAndService([...merchants.values()]) };
}

function toDirectoryMerchant(row: Merchant): DirectoryMerchant {
  const { _id, name, cityCode, status, contactPhoneBlind } = row;
  const phones = new Set([contactPhoneBlind]);
  return { id: _id, name, cityCode, status, branches: new Map(), agreements: [], clerks: new Map(), phones };
}

function addClerk(merchant: DirectoryMerchant | undefined, clerk: Clerk): void {
  if (!merchant || clerk.status === "removed") return;
  merchant.clerks.set(clerk._id, clerk);
  merchant.phones.add(clerk.phoneBlind);
}

function placesByCityAndService(merchants: readonly DirectoryMerchant[]): Map<string, Place[]> {
  const places = new Map<string, Place[]>();
  const open = merchants.filter((merchant) => merchant.status === "approved");
  for (const merchant of open) {
    for (const branch of merchant.branches.values()) {
      if (!branch.isActive) continue;
      for (const serviceId of [undefined, ...branch.serviceIds]) {
        const key = placeKey(branch.cityCode, serviceId);
        const list = places.get(key) ?? [];
        list.push({ merchant, branch });
        places.set(key, list);
      }
    }
  }
  return places;
}

/** Without a service: of all branches in the city. */
function placeKey(cityCode: string, serviceId: string | undefined): string {
  return `${cityCode}:${serviceId ?? ""}`;
}

/** The price agreed with a merchant for a service at an instant, with the agreement it comes from; null when not contracted. */
export function priceFor(
  merchant: DirectoryMerchant,
  serviceId: string,
  at: Date,
): { agreementId: string; price: AgreementPrice } | null {
  const agreement = agreementInForce(merchant.agreements, at);
  const price = agreement?.prices.find((row) => row.serviceId === serviceId);
  return agreement && price ? { agreementId: agreement._id, price } : null;
}

/** VAT rate of the agreement in force at an instant, else of the newest version, else 0. In basis points. */
export function taxBpsAt(merchant: DirectoryMerchant, at: Date): number {
  const newest = [...merchant.agreements].sort((a, b) => b.version - a.version)[0];
  return (agreementInForce(merchant.agreements, at) ?? newest)?.taxBps ?? 0;
}

/** Branches that serve a service, or any, in a city now, nearest first (in one fixed order when no position is given). */
export async function listNearby(
  ctx: Ctx,
  input: InputOf<typeof listNearbyBranches>,
): Promise<OutputOf<typeof listNearbyBranches>> {
  const from = input.lngE6 === undefined || input.latE6 === undefined ? null : { lng: input.lngE6, lat: input.latE6 };
  const { cityCode, serviceId } = input;
  const places = (await getDirectory()).places.get(placeKey(cityCode, serviceId)) ?? [];
  const ranked = places
    .filter(({ merchant, branch }) => {
      const wanted = serviceId === undefined ? branch.serviceIds : [serviceId];
      return wanted.some((one) => priceFor(merchant, one, ctx.now) !== null);
    })
    .map((place) => ({ place, distance: from ? distanceMeters(from, positionOf(place.branch)) : null }))
    .sort((a, b) => (a.distance ?? 0) - (b.distance ?? 0) || compareIds(a.place.branch._id, b.place.branch._id));
  const after = input.cursor ? readCursor(input.cursor) : null;
  const rest = after
    ? ranked.filter(
        (row) =>
          (row.distance ?? 0) > after.distance ||
          ((row.distance ?? 0) === after.distance && row.place.branch._id > after.id),
      )
    : ranked;
  const rows = rest.slice(0, input.limit);
  const last = rows.at(-1);
  return {
    items: rows.map(({ place, distance }) => ({
      merchantId: place.merchant.id,
      merchantName: place.merchant.name,
      branch: toBranchDto(place.branch),
      distanceMeters: distance,
    })),
    nextCursor: last && rest.length > rows.length ? writeCursor(last.distance ?? 0, last.place.branch._id) : null,
  };
}

/** What everybody may read about an approved merchant. @throws merchants.not-found */
export async function getPage(
  ctx: Ctx,
  input: InputOf<typeof getMerchantPage>,
): Promise<OutputOf<typeof getMerchantPage>> {
  const merchant = (await getDirectory()).merchants.get(input.merchantId);
  if (merchant?.status !== "approved") throw new AppError("merchants.not-found");
  const branches = [...merchant.branches.values()].filter((branch) => branch.isActive);
  const offered = new Set(branches.flatMap((branch) => branch.serviceIds));
  const contracted = agreementInForce(merchant.agreements, ctx.now)?.prices.map((price) => price.serviceId) ?? [];
  return {
    id: merchant.id,
    name: merchant.name,
    cityCode: merchant.cityCode,
    serviceIds: contracted.filter((serviceId) => offered.has(serviceId)),
    branches: branches.map(toBranchDto),
  };
}

/** How many merchants a city (null = the province) has, whatever their state. */
export async function countMerchants(cityCode: string | null): Promise<number> {
  const all = [...(await getDirectory()).merchants.values()];
  return cityCode === null ? all.length : all.filter((merchant) => merchant.cityCode === cityCode).length;
}

/** The next merchants in the order of their ids, whatever their state, for work that goes through all of them. */
export async function merchantsAfter(of: {
  cityCode: string | null;
  afterId: string;
  limit: number;
}): Promise<DirectoryMerchant[]> {
  return [...(await getDirectory()).merchants.values()]
    .filter((merchant) => merchant.id > of.afterId && (of.cityCode === null || merchant.cityCode === of.cityCode))
    .sort((a, b) => compareIds(a.id, b.id))
    .slice(0, of.limit);
}

/** A branch as anyone may see it. */
export function toBranchDto(branch: Branch): BranchDto {
  const { _id, merchantId, name, address, phone, openingHours, cityCode, lngE6, latE6, serviceIds, isActive } = branch;
  return { id: _id, merchantId, name, address, phone, openingHours, cityCode, lngE6, latE6, serviceIds, isActive };
}

/** Where a branch is, in degrees × 1 000 000. */
export function positionOf(branch: Pick<Branch, "lngE6" | "latE6">): Position {
  return { lng: branch.lngE6, lat: branch.latE6 };
}

function compareIds(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function writeCursor(distance: number, id: string): string {
  return Buffer.from(`${distance}:${id}`).toString("base64url");
}

function readCursor(cursor: string): { distance: number; id: string } {
  const match = /^(\d{1,9}):([0-9A-Za-z]{1,40})$/.exec(Buffer.from(cursor, "base64url").toString("utf8"));
  if (match?.[1] && match[2]) return { distance: Number(match[1]), id: match[2] };
  throw new AppError("request.invalid", undefined, {
    errors: [{ path: "cursor", message: "翻页标识已失效，请回到第一页" }],
  });
}
