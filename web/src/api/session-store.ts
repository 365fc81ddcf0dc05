/**
 * Who is signed in here, and his access token, in memory alone. A reload asks the refresh cookie where somebody was signed in, a
 * stranger asks nothing; a token that is about to end is renewed; one that was refused is renewed once for all who wait.
 */
import { createStore, type Store } from "../lib/store.ts";
import { type Api, ApiRefused, type Tokens } from "./client.ts";
import type { AccessAnswer } from "./schema_gen.ts";

export type Session =
  | { readonly state: "unknown" }
  | { readonly state: "none"; readonly reason: string | null }
  | { readonly state: "signed-in"; readonly owner: string; readonly accounts: readonly number[] };

export interface SessionStore extends Store<Session>, Tokens {
  /** Asks whether the cookie still opens a session. */
  resume(): Promise<void>;
  /** Takes the answer to a sign-in. */
  begin(answer: AccessAnswer): Promise<void>;
  /** Looks again which accounts there are. */
  accountsRead(): Promise<readonly number[]>;
  signOut(): Promise<void>;
}

/** Whether somebody was signed in in this browser when it was left: the cookie itself no script can see. */
export interface SessionMark {
  get(): boolean;
  set(open: boolean): void;
}

const RENEW_BEFORE_MS = 30_000;

export function createSessionStore(api: Api, mark: SessionMark): SessionStore {
  const store = createStore<Session>({ state: "unknown" });
  let access: AccessAnswer | null = null;
  let renewing: Promise<string | null> | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function keep(answer: AccessAnswer): void {
    access = answer;
    mark.set(true);
    clearTimeout(timer);
    const wait = Math.max(1_000, answer.expires_ms - Date.now() - RENEW_BEFORE_MS);
    timer = setTimeout(() => void renewOnce(), wait);
  }

  function end(reason: string | null): void {
    access = null;
    mark.set(false);
    clearTimeout(timer);
    store.set({ state: "none", reason });
  }

  /** Spends the cookie; null when it opens nothing. Silence of the gateway ends no session: it is asked again later. */
  async function spend(): Promise<string | null> {
    try {
      keep(await api.ask("auth_refresh"));
      return access?.access_token ?? null;
    } catch (error) {
      if (error instanceof ApiRefused && (error.status === 401 || error.status === 403)) {
        end(store.get().state === "signed-in" ? error.message : null);
        return null;
      }
      clearTimeout(timer);
      timer = setTimeout(() => void renewOnce(), RENEW_BEFORE_MS);
      throw error;
    }
  }

  function renewOnce(): Promise<string | null> {
    renewing ??= spend().finally(() => {
      renewing = null;
    });
    return renewing.catch(() => null);
  }

  async function accountsRead(): Promise<readonly number[]> {
    const [session, list] = await Promise.all([api.ask("auth_session"), api.ask("accounts_list")]);
    const accounts = list.accounts.map((each) => each.account);
    store.set({ state: "signed-in", owner: session.owner, accounts });
    return accounts;
  }

  const tokens: Tokens = {
    token: () => access?.access_token ?? null,
    renew: (refused) =>
      access && access.access_token !== refused ? Promise.resolve(access.access_token) : renewOnce(),
  };
  api.signedBy(tokens);

  return {
    ...store,
    ...tokens,
    accountsRead,
    async resume() {
      if (store.get().state !== "unknown") return;
      if (!mark.get()) {
        end(null);
        return;
      }
      if ((await renewOnce()) === null) {
        if (store.get().state === "unknown") end(null);
        return;
      }
      await accountsRead();
    },
    async begin(answer) {
      keep(answer);
      await accountsRead();
    },
    async signOut() {
      // First here: what asks in the session's name while it ends would be refused.
      end(null);
      await api.ask("auth_sign_out");
    },
  };
}
