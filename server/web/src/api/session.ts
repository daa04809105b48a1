import { asApiError } from "./errors";

export type Tokens = { accessToken: string; refreshToken: string };

export type Session = {
  isSignedIn: () => boolean;
  /** Keeps the tokens of somebody who has just signed in. */
  begin: (tokens: Tokens) => void;
  end: () => void;
  /** An access token to send, or null when nobody is signed in. `stale` is one that the server has refused. */
  accessToken: (stale?: string) => Promise<string | null>;
  /** Calls back when somebody signs in or out, here or in another tab; answers how to stop. */
  subscribe: (listener: () => void) => () => void;
};

/** Nobody, for calls that need no session, such as renewing one. */
export const NOBODY: Session = {
  isSignedIn: () => false,
  begin: () => undefined,
  end: () => undefined,
  accessToken: async () => null,
  subscribe: () => () => undefined,
};

export type SessionSetup = {
  storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  /** Where the refresh token is kept; each door has its own. */
  key: string;
  /** Exchanges a refresh token. @throws ApiError, status 401 when it is no longer good */
  renew: (refreshToken: string) => Promise<Tokens>;
};

/**
 * Who is signed in at one door. The access token lives in memory only; the refresh token in local storage, because people
 * of the back office open rows in new tabs. It is used up at every exchange, and one that comes back ends the session on the server.
 */
export function createSession(setup: SessionSetup): Session {
  const { storage, key } = setup;
  let access: string | null = null;
  let renewing: Promise<string | null> | null = null;
  const listeners = new Set<() => void>();
  window.addEventListener("storage", (event) => {
    if (event.key !== key) return;
    if (event.newValue === null) access = null;
    tell();
  });
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const begin = (tokens: Tokens) => {
    access = tokens.accessToken;
    storage.setItem(key, tokens.refreshToken);
    tell();
  };
  const end = () => {
    access = null;
    storage.removeItem(key);
    tell();
  };
  /** One exchange at a time, over all tabs where the browser can lock: a token used twice would look stolen. */
  const exchange = () =>
    oneTabAtATime(key, async () => {
      const tokens = await renewKept(setup);
      if (tokens === null) {
        if (storage.getItem(key) !== null) end();
        return null;
      }
      access = tokens.accessToken;
      storage.setItem(key, tokens.refreshToken);
      return access;
    });
  return {
    isSignedIn: () => storage.getItem(key) !== null,
    begin,
    end,
    accessToken: (stale) => {
      if (access !== null && access !== stale) return Promise.resolve(access);
      renewing ??= exchange().finally(() => {
        renewing = null;
      });
      return renewing;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Exchanges the refresh token that this browser keeps; null when there is none or the server refuses it. */
async function renewKept({ storage, key, renew }: SessionSetup): Promise<Tokens | null> {
  const refreshToken = storage.getItem(key);
  if (refreshToken === null) return null;
  try {
    return await renew(refreshToken);
  } catch (error) {
    if (asApiError(error).status === 401) return null;
    throw error;
  }
}

async function oneTabAtATime<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks: LockManager | undefined = navigator.locks;
  return locks ? await locks.request(`renew:${name}`, work) : await work();
}
