/**
 * Everything that the terminal hears, made once at the start: the public socket, markets, and per market its book, tape and
 * ticker. Each is kept while somebody reads it and given back when nobody does.
 */
import { createContext, use } from "react";
import { createStore, type Store } from "../lib/store.ts";
import { type Book, createBook } from "./book.ts";
import type { Config } from "./config.ts";
import { createHub, type Hub } from "./hub.ts";
import { createMarkets, type Market, type MarketsFeed } from "./markets.ts";
import { createScheduler, type Scheduler } from "./scheduler.ts";
import { createTape, type Tape } from "./tape.ts";
import { type Ticker, tickerRead } from "./ticker.ts";
import { createUserFeed, type UserFeed } from "./user.ts";

export interface Feed {
  config: Config;
  hub: Hub;
  markets: MarketsFeed;
  scheduler: Scheduler;
  user: UserFeed;
  book(market: Market, changed: () => void): { book: Book; release: () => void };
  tape(symbol: string, changed: () => void): { tape: Tape; release: () => void };
  ticker(symbol: string): Store<Ticker | null>;
}

const TICKER_MS = 250;

interface Shared<T> {
  value: T;
  listeners: Set<() => void>;
  close: () => void;
}

export function createFeed(config: Config, hub: Hub = createHub({ url: () => config.stream })): Feed {
  const scheduler = createScheduler();
  const markets = createMarkets(config.gateway);
  const shared = new Map<string, Shared<unknown>>();
  const tickers = new Map<string, Store<Ticker | null>>();

  /** One reader of a channel for all who want it; the value lives as long as one of them does. */
  function share<T>(channel: string, make: () => T, take: (value: T, frame: never) => void, changed: () => void) {
    let entry = shared.get(channel) as Shared<T> | undefined;
    if (!entry) {
      const value = make();
      const listeners = new Set<() => void>();
      const close = hub.subscribe(channel, (frame) => {
        take(value, frame as never);
        for (const listener of listeners) listener();
      });
      entry = { value, listeners, close };
      shared.set(channel, entry);
    }
    const kept = entry;
    kept.listeners.add(changed);
    const release = (): void => {
      kept.listeners.delete(changed);
      if (kept.listeners.size || shared.get(channel) !== kept) return;
      shared.delete(channel);
      kept.close();
    };
    return { value: kept.value, release };
  }

  function tickerMake(symbol: string): Store<Ticker | null> {
    const store = createStore<Ticker | null>(null);
    let newest: Ticker | null = null;
    let close: (() => void) | null = null;
    let readers = 0;
    const painter = scheduler.painter(() => store.set(newest), TICKER_MS);
    return {
      ...store,
      subscribe(listener) {
        const end = store.subscribe(listener);
        readers += 1;
        close ??= hub.subscribe(`ticker:${symbol}`, (frame) => {
          newest = tickerRead(frame.data);
          painter.dirty();
        });
        return () => {
          end();
          readers -= 1;
          if (readers) return;
          close?.();
          close = null;
        };
      },
    };
  }

  return {
    config,
    hub,
    markets,
    scheduler,
    user: createUserFeed(config.stream),
    book(market, changed) {
      const { value, release } = share<Book>(
        `book:${market.market}`,
        () => createBook(market),
        (book, frame) => book.take(frame),
        changed,
      );
      return { book: value, release };
    },
    tape(symbol, changed) {
      const make = (): Tape => createTape();
      const { value, release } = share<Tape>(`trades:${symbol}`, make, (tape, frame) => tape.take(frame), changed);
      return { tape: value, release };
    },
    ticker(symbol) {
      let store = tickers.get(symbol);
      if (!store) {
        store = tickerMake(symbol);
        tickers.set(symbol, store);
      }
      return store;
    },
  };
}

export const FeedContext = createContext<Feed | null>(null);

/** The feed of this page. */
export function useFeed(): Feed {
  const feed = use(FeedContext);
  if (!feed) throw new Error("no feed above this component: expected FeedContext");
  return feed;
}
