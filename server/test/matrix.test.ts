import { randomUUID } from "node:crypto";
import { buildRequest } from "@club/shared/client";
import { ERRORS } from "@club/shared/errors";
import { formatCode } from "@club/shared/ids";
import { formatPlate } from "@club/shared/plates";
import mongoose from "mongoose";
import { clubRoutes } from "../src/app";
import { readWorkbook } from "../src/demo/chain/xlsx-reader";
import { newId } from "../src/platform/ids";
import { casesByName } from "./all-cases";
import { type Case, contractRole, isConcerned, mayCall, type Prepared, type Secret } from "./cases";
import { recordQueries } from "./queries";
import { watchCommands } from "./sent-commands";
import { bytesOf } from "./streams";
import { buildWorld, type Caller, callerOf, PLATE, ROLES, type RoleName, type World } from "./world";

/*
 * Every endpoint × everybody. What is expected follows from the contract (auth) and from whom the records concern.
 */

jest.setTimeout(60_000);
let world: World;
let queries: ReturnType<typeof recordQueries>;
let commands: ReturnType<typeof watchCommands>;
beforeAll(async () => {
  queries = recordQueries();
  commands = watchCommands();
  world = await buildWorld();
});
afterAll(() => world.api.stop());

type Answer = { status: number; code: string | null; text: string };

async function send({ endpoint }: Case, prepared: Prepared, user: Caller["user"]): Promise<Answer> {
  const { api } = world;
  const built = buildRequest(endpoint, prepared.input as never);
  const headers: Record<string, string> = { "idempotency-key": randomUUID() };
  // A session of its own: some endpoints end the session they are called in.
  if (user) headers.authorization = `Bearer ${api.token({ ...user.actor, sessionId: newId() })}`;
  if (prepared.upload) headers["content-type"] = prepared.upload.contentType;
  else if (built.body) headers["content-type"] = "application/json";
  const body = prepared.upload ? new Uint8Array(prepared.upload.bytes) : built.body && JSON.stringify(built.body);
  const response = await fetch(api.baseUrl + built.path, {
    method: built.method,
    headers,
    ...(body !== undefined && { body }),
  });
  const bytes = await bytesOf(response);
  const isWorkbook = response.headers.get("content-type")?.includes("spreadsheet");
  const text = isWorkbook ? JSON.stringify(readWorkbook(bytes)) : bytes.toString("utf8");
  return { status: response.status, code: response.ok ? null : (JSON.parse(text) as { code: string }).code, text };
}

/** What must never be read in plain text, by kind. */
function secrets(): Record<Secret | "plate", string[]> {
  const { member, shop, code } = world;
  return {
    phone: [member.phone],
    idCard: [member.idCard],
    name: [member.name],
    plate: [PLATE, formatPlate(PLATE)],
    code: [code.replaceAll("-", ""), formatCode(code.replaceAll("-", ""))],
    contact: [shop.contactPhone, "6217000010001234567", "王经理"],
  };
}

/** Ids of records that exist for nobody whom they do not concern. */
function idsOf(concerns: Case["concerns"]): string[] {
  const { member, voucher, usedVoucher, grantId, receipt, shop, people, pack } = world;
  const ofMember = [member.id, voucher._id, usedVoucher._id, grantId, receipt.redemptionId, receipt.receiptNo];
  if (concerns === "member") return ofMember;
  const ofShop = [shop.owner.id, shop.clerk.id, receipt.redemptionId, receipt.receiptNo, `${shop.merchantId}:`];
  if (concerns === "merchant") return [...ofShop, member.id, voucher._id];
  if (concerns === "city")
    return [
      ...ofMember,
      ...ofShop,
      shop.merchantId,
      shop.branchId,
      pack.id,
      people.cityAdmin.id,
      people.counterClerk.id,
    ];
  return [];
}

const PLAIN_PHONE = /(?<![0-9A-Za-z_-])1[3-9]\d{9}(?![0-9A-Za-z_-])/;
const PLAIN_ID_CARD = /(?<![0-9A-Za-z_-])[1-9]\d{5}(19|20)\d{9}[\dX](?![0-9A-Za-z_-])/;

function expectNothingPlain({ text }: Answer, reveals: readonly Secret[]): void {
  for (const [kind, values] of Object.entries(secrets())) {
    if (!reveals.includes(kind as Secret)) for (const value of values) expect(text).not.toContain(value);
  }
  if (!reveals.includes("phone") && !reveals.includes("contact")) expect(text).not.toMatch(PLAIN_PHONE);
  if (!reveals.includes("idCard")) expect(text).not.toMatch(PLAIN_ID_CARD);
}

function expectNoTrace(answer: Answer, concerns: Case["concerns"]): void {
  expectNothingPlain(answer, []);
  for (const id of idsOf(concerns)) expect(answer.text).not.toContain(id);
}

/** Who holds the same role at the place that the world's records belong to. */
function twinOf(role: RoleName): RoleName {
  if (role.startsWith("other")) return contractRole(role) as RoleName;
  return role.replace(/Elsewhere$/, "") as RoleName;
}

/** The calls of one role must not run into the limits on the calls of the others. */
async function forgetLimits(): Promise<void> {
  await mongoose.connection.collection("hitCounts").deleteMany({});
}

function expectRefused(answer: Answer, [status, code]: [number, string]): void {
  expect([answer.status, answer.code]).toEqual([status, code]);
  expectNoTrace(answer, "city");
}

function expectOutsider(entry: Case, answer: Answer): void {
  if (entry.outsider === "list") {
    expect(answer.status).toBe(200);
    expectNoTrace(answer, entry.concerns);
    return;
  }
  expect(answer.status).toBe(entry.outsider ? ERRORS[entry.outsider].status : 404);
  expect(answer.code).toEqual(entry.outsider ?? expect.stringMatching(/-?not-found$/));
  expectNoTrace(answer, "city");
}

test("every endpoint of the club has an entry, and no entry is left over", () => {
  const names = clubRoutes.map(({ endpoint }) => endpoint.name).sort();
  expect([...casesByName.keys()].sort()).toEqual(names);
});

const rows = clubRoutes.map(({ endpoint }) => ({ name: endpoint.name, endpoint }));

describe.each(rows)("$name", ({ name, endpoint }) => {
  let entry: Case;
  let shared: Prepared;
  beforeAll(async () => {
    const found = casesByName.get(name);
    if (!found) throw new Error(`${name} has no entry`);
    entry = found;
    await forgetLimits();
    const someone = ROLES.map((role) => callerOf(world, role)).find((caller) => mayCall(endpoint, caller));
    shared = await entry.prepare(world, someone ?? callerOf(world, "nobody"));
  });

  test.each(ROLES.map((role) => [role]))("%s", async (role) => {
    const caller = callerOf(world, role);
    await forgetLimits();
    if (!mayCall(endpoint, caller)) {
      expectRefused(
        await send(entry, shared, caller.user),
        caller.user ? [403, "auth.forbidden"] : [401, "auth.required"],
      );
      return;
    }
    if (!isConcerned(entry, role)) {
      const answer = await send(entry, shared, caller.user);
      expectOutsider(entry, answer);
      // An answer without the world's records proves something only if the same call shows them to somebody else.
      const twin = await send(entry, shared, callerOf(world, twinOf(role)).user);
      expect(twin.text).not.toBe(answer.text);
      return;
    }
    const prepared = await entry.prepare(world, caller);
    const answer = await send(entry, prepared, prepared.as ?? caller.user);
    expect([answer.status, answer.code]).toEqual([endpoint.response === "empty" ? 204 : 200, null]);
    expectNothingPlain(answer, entry.reveals ?? []);
    if (entry.concerns === "caller" && role !== "member")
      for (const id of idsOf("member")) expect(answer.text).not.toContain(id);
  });
});

// Last: by now every endpoint has been called by everybody who may, in every scope.
test("no query of any endpoint reads a whole collection or sorts what an index has not ordered", async () => {
  queries.stop();
  const { scans, sorts, queries: count } = await queries.faults();
  expect(count).toBeGreaterThan(100);
  expect(scans).toEqual([]);
  expect(sorts).toEqual([]);
});

test("no command of any endpoint leaves the subset of MongoDB that the embedded database promises", () => {
  const { faults, names } = commands.stop();
  expect(faults).toEqual([]);
  expect(names).toEqual(
    expect.arrayContaining(["aggregate", "createIndexes", "find", "findAndModify", "insert", "update"]),
  );
});
