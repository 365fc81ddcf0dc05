/** Candles as the page hears them from the worker: the same list, a turn later. */
import { createStore } from "../lib/store.ts";
import { type CandleFeed, type Candles, joined, KEPT } from "./candles.ts";
import type { CandlesTold } from "./wire.ts";

export interface HeardCandles {
  feed: CandleFeed;
  take(told: CandlesTold): void;
  /** The answer to the last question for older ones. */
  older(more: boolean): void;
}

export function candlesHeard(ask: () => void, close: () => void): HeardCandles {
  const store = createStore<Candles>({ state: "waiting" });
  let waiting: ((more: boolean) => void)[] = [];
  return {
    take(told) {
      if (told.state !== "ready") {
        store.set(told);
        return;
      }
      const known = store.get();
      const before = told.whole || known.state !== "ready" ? [] : known.list;
      const list = joined(before, told.come).list.slice(-KEPT);
      store.set({ state: "ready", list, changedFrom: told.changedFrom });
    },
    older(more) {
      for (const resolve of waiting) resolve(more);
      waiting = [];
    },
    feed: {
      store,
      older() {
        ask();
        return new Promise((resolve) => waiting.push(resolve));
      },
      close,
    },
  };
}
