/** Books, tapes and tickers over one hub: each is kept while somebody reads it and given back when nobody does. */
import { createBook } from "./book.ts";
import type { Frame } from "./frames.ts";
import type { Hub } from "./hub.ts";
import { createTape } from "./tape.ts";
import { type Ticker, tickerRead } from "./ticker.ts";
import type { Reads } from "./view.ts";

interface Shared {
  value: unknown;
  listeners: Set<() => void>;
  close: () => void;
}

export function createReads(hub: Hub): Reads {
  const shared = new Map<string, Shared>();

  /** One reader of a channel for all who want it; the value lives as long as one of them does. */
  function share<T extends { take(frame: Frame): void }>(channel: string, make: () => T, changed: () => void) {
    let entry = shared.get(channel);
    if (!entry) {
      const value = make();
      const listeners = new Set<() => void>();
      const close = hub.subscribe(channel, (frame) => {
        value.take(frame);
        for (const listener of listeners) listener();
      });
      entry = { value, listeners, close };
      shared.set(channel, entry);
    }
    const kept = entry;
    // Two readers may bring the same function: each is counted by itself.
    const listener = (): void => changed();
    kept.listeners.add(listener);
    const release = (): void => {
      kept.listeners.delete(listener);
      if (kept.listeners.size || shared.get(channel) !== kept) return;
      shared.delete(channel);
      kept.close();
    };
    return { value: kept.value as T, release };
  }

  return {
    book(market, changed) {
      const { value, release } = share(`book:${market.market}`, () => createBook(market), changed);
      return { book: value, release };
    },
    tape(market, changed) {
      const { value, release } = share(`trades:${market}`, createTape, changed);
      return { tape: value, release };
    },
    ticker(market, changed) {
      const { value, release } = share(`ticker:${market}`, tickerKeep, changed);
      return { newest: value.newest, release };
    },
  };
}

function tickerKeep() {
  let newest: Ticker | null = null;
  return {
    take(frame: Frame): void {
      newest = tickerRead(frame.data);
    },
    newest: () => newest,
  };
}
