/** What markets there are and what grid each has, from the gateway; asked again while it is not there and when it may have changed. */
import { createStore, type Store } from "../lib/store.ts";
import { isSymbol } from "../lib/symbol.ts";
import { decimalsOf } from "../lib/units.ts";
import type { Grid } from "./book.ts";

export interface Market extends Grid {
  market: string;
  market_id: number;
  status: "open" | "paused";
  tick_size: string;
  lot_size: string;
  order_size_max: string;
  initial_margin_fraction: string;
  maintenance_margin_fraction: string;
  band_fraction: string;
  index_price: string | null;
  mark_price: string | null;
  last_price: string | null;
  open_interest: string;
}

const TERMS = [
  "market",
  "market_id",
  "status",
  "tick_size",
  "lot_size",
  "order_size_max",
  "initial_margin_fraction",
  "maintenance_margin_fraction",
  "band_fraction",
] as const satisfies (keyof Market)[];

/** What a market is, without what it stands at: prices, funding and tiers come and go with every answer. */
export const termsOf = (market: Market): string => JSON.stringify(TERMS.map((term) => market[term]));

export type Markets =
  | { state: "loading" }
  | {
      state: "ready";
      list: Market[];
      /** Markets whose name is none: they cannot be the exchange's. */ unnamed: number;
    }
  | { state: "error"; detail: string };

export interface MarketsFeed {
  store: Store<Markets>;
  refresh(): Promise<void>;
  close(): void;
}

const AGAIN_MS = 30_000;
const RETRY_MS = 2_000;

export function createMarkets(gateway: string, ask: typeof fetch = fetch): MarketsFeed {
  const store = createStore<Markets>({ state: "loading" });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  async function refresh(): Promise<void> {
    clearTimeout(timer);
    let wait = RETRY_MS;
    try {
      const response = await ask(`${gateway}/api/markets`);
      if (!response.ok) throw new Error(`the gateway answered ${response.status}`);
      const body = (await response.json()) as { markets: Omit<Market, keyof Grid>[] };
      const named = body.markets.filter((one) => isSymbol(one.market));
      const list = named.map((market) => ({
        ...market,
        priceDecimals: decimalsOf(market.tick_size),
        sizeDecimals: decimalsOf(market.lot_size),
      }));
      store.set({ state: "ready", list, unnamed: body.markets.length - list.length });
      wait = AGAIN_MS;
    } catch (error) {
      if (store.get().state !== "ready") store.set({ state: "error", detail: String(error) });
    }
    if (!closed) timer = setTimeout(() => void refresh(), wait);
  }

  return {
    store,
    refresh,
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
