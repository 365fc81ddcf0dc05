/** A session against a gateway's answers: who is signed in, one renewal for many, and what ends it. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { ApiRefused, createApi } from "./client.ts";
import { createSessionStore } from "./session-store.ts";

interface Said {
  status: number;
  body?: unknown;
}

/** A gateway that answers by method and address; what it was asked is noted. */
function gateway(answers: Record<string, (headers: Headers) => Said>, open = true) {
  const marked = { open };
  const mark = { get: () => marked.open, set: (now: boolean) => void (marked.open = now) };
  const asked: string[] = [];
  const fetcher = (input: string | URL | Request, init?: RequestInit) => {
    const name = `${init?.method} ${new URL(String(input)).pathname}`;
    asked.push(name);
    const said = answers[name]?.(new Headers(init?.headers)) ?? {
      status: 404,
      body: { code: "not_found", detail: "no" },
    };
    return Promise.resolve(
      new Response(said.body === undefined ? null : JSON.stringify(said.body), { status: said.status }),
    );
  };
  const api = createApi("http://gateway.test", fetcher as typeof fetch);
  return { asked, api, marked, session: createSessionStore(api, mark) };
}

const access = (token: string) => ({ access_token: token, token_type: "Bearer", expires_ms: Date.now() + 600_000 });
const WHO = { "GET /api/auth/session": () => ({ status: 200, body: { owner: "Owner" } }) };
const ACCOUNTS = { "GET /api/accounts": () => ({ status: 200, body: { accounts: [{ account: 7 }], seq: 1 } }) };

afterEach(() => {
  vi.useRealTimers();
});

describe("session", () => {
  test("a reload with a good cookie signs in without the wallet, the token stays in memory", async () => {
    const { session } = gateway({
      ...WHO,
      ...ACCOUNTS,
      "POST /api/auth/refresh": () => ({ status: 200, body: access("one") }),
    });
    await session.resume();
    expect(session.get()).toEqual({ state: "signed-in", owner: "Owner", accounts: [7] });
    expect(session.token()).toBe("one");
  });

  test("without a cookie nobody is signed in, and nothing is complained of", async () => {
    const { session, marked } = gateway({
      "POST /api/auth/refresh": () => ({ status: 401, body: { code: "refresh_missing", detail: "none" } }),
    });
    await session.resume();
    expect(session.get()).toEqual({ state: "none", reason: null });
    expect(marked.open).toBe(false);
  });

  test("a browser in which nobody was signed in asks for no session", async () => {
    const { session, asked, marked } = gateway({ ...WHO, ...ACCOUNTS }, false);
    await session.resume();
    expect(session.get()).toEqual({ state: "none", reason: null });
    expect(asked).toEqual([]);
    await session.begin(access("one") as never);
    expect(marked.open).toBe(true);
  });

  test("a refused token is renewed once for all that wait, and each request is sent again", async () => {
    let fresh = false;
    const { session, api, asked } = gateway({
      ...WHO,
      ...ACCOUNTS,
      "POST /api/auth/refresh": () => {
        fresh = true;
        return { status: 200, body: access("two") };
      },
      "GET /api/positions": (headers) =>
        fresh && headers.get("authorization") === "Bearer two"
          ? { status: 200, body: { positions: [], seq: 2 } }
          : { status: 401, body: { code: "token_expired", detail: "old" } },
    });
    await session.begin(access("one") as never);
    const query = { query: { account: 7 } };
    const answers = await Promise.all([1, 2, 3].map(() => api.ask("positions_list", query)));
    expect(answers.map((each) => each.positions)).toEqual([[], [], []]);
    expect(asked.filter((name) => name === "POST /api/auth/refresh")).toHaveLength(1);
    expect(session.token()).toBe("two");
  });

  test("a session that was ended elsewhere ends here with its reason", async () => {
    const refused = { status: 401, body: { code: "session_ended", detail: "The session has ended; sign in again." } };
    const { session, api } = gateway({
      ...WHO,
      ...ACCOUNTS,
      "POST /api/auth/refresh": () => refused,
      "GET /api/positions": () => refused,
    });
    await session.begin(access("one") as never);
    await expect(api.ask("positions_list", { query: { account: 7 } })).rejects.toThrow(ApiRefused);
    expect(session.get()).toEqual({ state: "none", reason: "The session has ended; sign in again." });
  });

  test("sign-out ends the session here also when the gateway is silent", async () => {
    const { session } = gateway({
      ...WHO,
      ...ACCOUNTS,
      "POST /api/auth/sign-out": () => ({ status: 503, body: { code: "down", detail: "d" } }),
    });
    await session.begin(access("one") as never);
    await expect(session.signOut()).rejects.toThrow(ApiRefused);
    expect(session.get().state).toBe("none");
    expect(session.token()).toBeNull();
  });

  test("a refusal has status, code and words; silence is told as not knowing", async () => {
    const { api } = gateway({});
    await expect(api.ask("network")).rejects.toMatchObject({ status: 404, code: "not_found", message: "no" });
    const silent = createApi("http://gateway.test", () => Promise.reject(new TypeError("failed")));
    await expect(silent.ask("network")).rejects.toMatchObject({ status: 0, code: "unreachable" });
  });
});
