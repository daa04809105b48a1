// The club's interface as the demonstration's people use it outside of the mini-program: to prepare a flow and to check what it did.

/** A caller with a token; throws when the club refuses. */
export function callerOf(base, token = null) {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(`${base}/api${path}`, {
      method,
      headers: {
        "content-type": "application/json",
        ...(token && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return text === "" ? null : JSON.parse(text);
  };
}

/** The owner of the first demonstration shop, with the shop and its branches and where they lie. */
export async function signInOwner(club) {
  const { login, place } = club.accounts.merchants[0];
  const session = await callerOf(club.base)("POST", "/merchant/login", {
    phone: login,
    password: club.accounts.password,
  });
  const call = callerOf(club.base, session.accessToken);
  const { merchant, branches } = await call("GET", "/merchant/me");
  const page = await callerOf(club.base)("GET", `/merchants/${merchant.id}/page`);
  return { call, place, merchant, branches, located: page.branches, token: session.accessToken };
}

/** An invitation code for a new clerk of this shop. */
export async function inviteClerk(owner) {
  const { invitationCode } = await owner.call("POST", "/merchant/clerk-invitations", { name: "王小明", role: "clerk" });
  return invitationCode;
}

export async function signInStaff(club, loginName) {
  const answer = await callerOf(club.base)("POST", "/auth/staff/login", {
    loginName,
    password: club.accounts.password,
  });
  return callerOf(club.base, answer.session.accessToken);
}
