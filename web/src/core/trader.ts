/**
 * Trading from this page: the signed-in account, the key that signs for it, and what its owner sees, for previews.
 * Invariant: what is shown before an order is sent comes from the core; what is sent was signed here.
 */
import { type Api, ApiRefused } from "../api/client.ts";
import type { SessionStore } from "../api/session-store.ts";
import type { OrderRequest, OrderResult } from "../api/schema_gen.ts";
import { createStore, type Store } from "../lib/store.ts";
import {
  createOrderSigner,
  type Network,
  type OrderBody,
  type OrderDraft,
  type OrderSigner,
  type Together,
} from "./order-signer.ts";
import * as previews from "./preview.ts";
import { keyRead, sessionKeyName } from "./session-key.ts";
import { type Sight, sightRead } from "./sight.ts";
import { type Core, coreLoad } from "./wasm.ts";

export type Trader =
  | { readonly state: "none" }
  | { readonly state: "loading"; readonly account: number }
  | { readonly state: "ready"; readonly account: number; readonly canSign: boolean }
  | { readonly state: "error"; readonly account: number; readonly detail: string };

/** Nobody can sign here: the wallet has not let this browser's key sign for the account. */
export class SignerMissing extends Error {}

export interface TraderStore extends Store<Trader> {
  /** What the account's owner sees; null until it was asked. */
  readonly sight: Store<Sight | null>;
  /** Trades with another account of the owner. */
  choose(account: number): void;
  /** Asks again what the owner sees: soon, and once for many calls. */
  refresh(): void;
  /** Looks again for the key that signs. */
  keyLook(): Promise<void>;
  sign(draft: OrderDraft): Promise<OrderBody>;
  /** Signs orders of one command; those that wait behind the first are tied to it. */
  signTied(drafts: OrderDraft[], tie: Together): Promise<OrderBody[]>;
  place(draft: OrderDraft): Promise<OrderResult>;
  preview(
    ticket: Omit<previews.Ticket, "account">,
    around: previews.Surroundings,
  ): previews.Preview | previews.Flaw | null;
  sizeMost(ticket: Omit<previews.Ticket, "account">, around: previews.Surroundings): string | null;
  sizeShare(market: string, size: string, percent: number): string | null;
  sizeOfQuote(market: string, price: string, quote: string): string | null;
  quoteOfSize(market: string, price: string, size: string): string | null;
  /** The worst price within a part (ppm) of a price: the bound of a market order. */
  priceWorst(market: string, side: "buy" | "sell", price: string, partPpm: number): string | null;
  /** Price and size of each order of a scale; null: not on the grid, or fewer lots than orders. */
  ladder(
    market: string,
    prices: [string, string],
    size: string,
    count: number,
  ): { price: string; size: string }[] | null;
}

const REFRESH_EVERY_MS = 1_000;
/** Waits before the same signed order is sent again while nobody knows what became of it; the exchange takes it once. */
const AGAIN_MS = [300, 1_000, 3_000];

/** Whether a refusal leaves open what became of an order. */
function isDoubtful(error: unknown): boolean {
  return error instanceof ApiRefused && (error.status === 0 || error.code === "engine_unavailable");
}

/** Places a signed order; asked again in the same bytes until its outcome is known, or given up with what was said last. */
async function placeSurely(api: Api, body: OrderRequest): Promise<OrderResult> {
  for (const wait of AGAIN_MS) {
    try {
      return await api.ask("orders_place", { body });
    } catch (error) {
      if (!isDoubtful(error)) throw error;
      await new Promise((done) => {
        setTimeout(done, wait);
      });
    }
  }
  return api.ask("orders_place", { body });
}

export function createTrader(api: Api, session: SessionStore, network: string): TraderStore {
  const store = createStore<Trader>({ state: "none" });
  const sight = createStore<Sight | null>(null);
  let core: Core | null = null;
  let signer: OrderSigner | null = null;
  let owner: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let askedMs = Number.NEGATIVE_INFINITY;
  let asked = 0;
  let answered = 0;

  function accountNow(): number | null {
    const now = store.get();
    return now.state === "none" ? null : now.account;
  }

  async function look(account: number): Promise<void> {
    const turn = ++asked;
    try {
      const [loaded, answer] = await Promise.all([coreLoad(), api.ask("accounts_views", { path: { account } })]);
      // An answer that was overtaken by a later one is older than what is shown.
      if (accountNow() !== account || turn < answered) return;
      answered = turn;
      core = loaded;
      sight.set(sightRead(answer.records));
      if (store.get().state !== "ready") store.set({ state: "ready", account, canSign: signer !== null });
    } catch (error) {
      if (accountNow() !== account) return;
      if (store.get().state !== "ready") {
        store.set({ state: "error", account, detail: error instanceof Error ? error.message : String(error) });
      }
      refresh();
    }
  }

  function refresh(): void {
    const account = accountNow();
    if (account === null || timer !== undefined) return;
    const wait = Math.max(0, askedMs + REFRESH_EVERY_MS - performance.now());
    timer = setTimeout(() => {
      timer = undefined;
      askedMs = performance.now();
      void look(account);
    }, wait);
  }

  async function keyLook(): Promise<void> {
    const account = accountNow();
    if (account === null || owner === null) return;
    const [key, told] = await Promise.all([keyRead(sessionKeyName(network, owner)), api.ask("network")]);
    if (accountNow() !== account) return;
    const heard: Network = { ...told, heard_ms: performance.now() };
    signer = key ? createOrderSigner(account, key, heard, (symbol) => sight.get()?.markets.get(symbol)) : null;
    const now = store.get();
    if (now.state === "ready") store.set({ ...now, canSign: signer !== null });
  }

  function choose(account: number): void {
    if (accountNow() === account) return;
    signer = null;
    sight.set(null);
    store.set({ state: "loading", account });
    refresh();
    void keyLook().catch(() => undefined);
  }

  function follow(): void {
    const now = session.get();
    const first = now.state === "signed-in" ? now.accounts[0] : undefined;
    owner = now.state === "signed-in" ? now.owner : null;
    if (now.state === "signed-in" && first !== undefined) {
      if (!now.accounts.includes(accountNow() ?? -1)) choose(first);
      return;
    }
    clearTimeout(timer);
    timer = undefined;
    signer = null;
    sight.set(null);
    store.set({ state: "none" });
  }
  session.subscribe(follow);
  follow();

  async function signing(): Promise<OrderSigner> {
    if (!signer) await keyLook();
    if (!signer)
      throw new SignerMissing("This browser may not sign for the account yet: expected its key among the delegates.");
    return signer;
  }

  const sign = async (draft: OrderDraft): Promise<OrderBody> => (await signing()).sign(draft);

  function asking<T>(ask: (core: Core, sight: Sight, account: number) => T): T | null {
    const [seen, account] = [sight.get(), accountNow()];
    return core && seen && account !== null ? ask(core, seen, account) : null;
  }

  return {
    ...store,
    sight,
    choose,
    refresh,
    keyLook,
    sign,
    signTied: async (drafts, tie) => (await signing()).signTied(drafts, tie),
    async place(draft) {
      const result = await placeSurely(api, (await sign(draft)) as OrderRequest);
      refresh();
      return result;
    },
    preview: (ticket, around) =>
      asking((core, seen, account) => previews.previewOrder(core, seen, around, { ...ticket, account })),
    sizeMost: (ticket, around) =>
      asking((core, seen, account) => previews.sizeMost(core, seen, around, { ...ticket, account })),
    sizeShare: (market, size, percent) => asking((_, seen) => previews.sizeShare(seen, market, size, percent)),
    sizeOfQuote: (market, price, quote) =>
      asking((core, seen) => previews.sizeOfQuote(core, seen, market, price, quote)),
    ladder: (market, prices, size, count) =>
      asking((core, seen) => previews.ladder(core, seen, market, prices, size, count)),
    priceWorst: (market, side, price, partPpm) =>
      asking((core, seen) => previews.priceWorst(core, seen, market, side, price, partPpm)),
    quoteOfSize: (market, price, size) => asking((core, seen) => previews.quoteOfSize(core, seen, market, price, size)),
  };
}
