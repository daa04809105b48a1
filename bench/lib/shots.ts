import type { ClubProcess } from "./club";
import type { Shot } from "./load";

const JSON_TYPE = "application/json";

function bearer(token: string): string {
  return `Bearer ${token}`;
}

/** One confirmation. */
export function redeemShot(of: { ticket: string; accessToken: string; key: string }): Shot {
  return {
    method: "POST",
    path: "/api/merchant/redemptions",
    headers: { authorization: bearer(of.accessToken), "content-type": JSON_TYPE, "idempotency-key": of.key },
    body: JSON.stringify({ ticket: of.ticket }),
  };
}

/** One order of one piece. */
export function orderShot(of: { accessToken: string; key: string; productId: string; unitPoints: number }): Shot {
  const { productId, unitPoints } = of;
  return {
    method: "POST",
    path: "/api/me/orders",
    headers: { authorization: bearer(of.accessToken), "content-type": JSON_TYPE, "idempotency-key": of.key },
    body: JSON.stringify({ productId, quantity: 1, unitPoints }),
  };
}

/** One request to the floor that is as long as a confirmation. */
export function floorShot(token: string): Shot {
  return {
    method: "POST",
    path: "/floor",
    headers: { authorization: bearer(token), "content-type": JSON_TYPE, "idempotency-key": "bench-00000000-00000" },
    body: JSON.stringify({ ticket: "V1.".padEnd(TICKET_LENGTH, "t") }),
  };
}
const TICKET_LENGTH = 330;

/** A clerk scans or types a code. */
export function previewShot(of: { presented: string; accessToken: string; branchId: string; position: object }): Shot {
  const { presented, branchId, position } = of;
  return {
    method: "POST",
    path: "/api/merchant/redemptions/preview",
    headers: { authorization: bearer(of.accessToken), "content-type": JSON_TYPE },
    body: JSON.stringify({ presented, branchId, position }),
  };
}

/** A page of the back office. */
export function getShot(path: string, token: string): Shot {
  return { method: "GET", path, headers: { authorization: bearer(token) } };
}

/** Confirmations of the vouchers of members `from`…, ready to be sent; every one has a key of its own. */
export async function redeemShots(club: ClubProcess, slice: { from: number; count: number }): Promise<Shot[]> {
  const { clerks, tickets } = await club.call("tickets", slice);
  return tickets.map(({ ticket, clerk }, index) =>
    redeemShot({ ticket, accessToken: clerks[clerk]?.accessToken ?? "", key: `bench-${slice.from + index}-0000000` }),
  );
}
