// Opens every page of the build as a visitor, as a member and as a clerk, and with every page the program must be without an error,
// draw only what the template knows, and never hand over more at once than WeChat advises.
import { inviteClerk, signInOwner } from "./club-api.mjs";
import { claimAll, joinByPages, memberCaller, openPhone, registerByPages } from "./flow-kit.mjs";

const MAX_SET_DATA = 256 * 1024;

export async function openEveryPage({ dist, club, report }) {
  const visitor = openPhone({ dist, club, user: "page-visitor" });
  await openAll(visitor, report, { who: "a visitor", params: {} });
  const member = openPhone({ dist, club, user: "page-member" });
  const clerk = openPhone({ dist, club, user: "page-clerk" });
  const isReady = await report.run("a member and a clerk can be made", async () => {
    const owner = await signInOwner(club);
    await registerByPages(member, { phone: "13900001001" });
    await claimAll(member, club);
    await joinByPages(clerk, {
      invitationCode: await inviteClerk(owner),
      phone: "13900002001",
      branch: owner.located[0],
    });
    await openAll(member, report, { who: "a member", params: await paramsOf(member, club, owner) });
  });
  if (isReady) await openAll(clerk, report, { who: "a clerk", params: {} });
  for (const person of [visitor, member, clerk]) person.host.stop();
}

/** What pages of single things are opened with. */
async function paramsOf(member, club, owner) {
  const call = memberCaller(member, club);
  const [card] = (await call("GET", "/me/voucher-cards")).items;
  const [pack] = (await call("GET", "/me/gift-packs?section=claimed")).items;
  const vehicle = { plate: "鲁A00002", registeredOn: "2021-06-01", engineNo: "EA211123456" };
  const key = { "idempotency-key": "open-pages-vehicle" };
  const added = await call("POST", "/me/vehicles", vehicle, key);
  const [product] = (await call("GET", "/mall/products?sort=priceAsc")).items;
  return {
    "pages/orders/product/index": `id=${product.id}`,
    "pages/orders/confirm/index": `id=${product.id}`,
    "pages/orders/detail/index": "id=no-such-order",
    "pages/vehicles/edit/index": `id=${added.vehicle.id}`,
    "pages/vehicles/detail/index": `id=${added.vehicle.id}`,
    "pages/vehicles/violations/index": `id=${added.vehicle.id}`,
    "pages/vouchers/detail/index": `id=${card.voucherId}`,
    "pages/packs/detail/index": `id=${pack.grantId}`,
    "pages/life/service/index": `id=${card.serviceId}`,
    "pages/life/merchant/index": `id=${owner.merchant.id}`,
    "pages/settings/document/index": "kind=privacy",
  };
}

async function openAll(person, report, { who, params }) {
  for (const page of person.host.pages.all) {
    await report.run(`${page} opens for ${who}`, async () => openOne(person, page, params[page]));
  }
}

async function openOne(person, page, query) {
  const { host } = person;
  const known = host.errors.length;
  host.stats.largestSetData = 0;
  person.relaunch(`/${page}${query ? `?${query}` : ""}`);
  await person.see(/\S/);
  await person.rest();
  const problems = [
    ...host.errors.slice(known),
    ...host.pages.unknownKinds().map((kind) => `node kind ${kind} has no template`),
    ...(host.stats.largestSetData > MAX_SET_DATA ? [`one setData of ${host.stats.largestSetData} bytes`] : []),
    ...host.network.log.filter(({ status }) => status >= 500).map(({ path, status }) => `${path} answered ${status}`),
  ];
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return `largest setData ${Math.ceil(host.stats.largestSetData / 1024)} KB`;
}
