/**
 * Everything that the terminal hears, made once at the start: markets, one's own account, and what the market worker tells of prices,
 * books and candles. Of the worker only what somebody reads is asked, and given back when nobody does.
 */
import { createContext, use } from "react";
import { createStore, type Store } from "../lib/store.ts";
import type { Level } from "./book.ts";
import type { CandleFeed } from "./candles.ts";
import { candlesHeard, type HeardCandles } from "./candles-heard.ts";
import type { Config } from "./config.ts";
import { type HubStatus, STATUS_FIRST } from "./connection.ts";
import { createMarkets, type Market, type MarketsFeed } from "./markets.ts";
import { createScheduler, type Scheduler } from "./scheduler.ts";
import type { Ticker } from "./ticker.ts";
import { createUserFeed, type UserFeed } from "./user.ts";
import type { Told as Words, ViewKind } from "./view.ts";
import type { Ask, Levels, Line, Told, Turn } from "./wire.ts";

/** A book as the page knows it: seldom asked, a turn old. */
export interface HeardBook {
  bids(): Level[];
  asks(): Level[];
}

export interface OpenView {
  ask(ask: ViewAsk): void;
  /** The price painted at a height; null where none is. */
  pick(y: number): Promise<string | null>;
  close(): void;
}

type ViewAsk =
  Extract<Ask, { op: "frame" | "dress" | "wish" }> extends infer One
    ? One extends { id: number }
      ? Omit<One, "id">
      : never
    : never;

export interface Feed {
  config: Config;
  /** The public socket, which the worker holds. */
  hub: { status: Store<HubStatus>; lastMs(): number | null; reconnect(): void };
  markets: MarketsFeed;
  scheduler: Scheduler;
  /** The time, twice a second, at the worker's turns: what shows an age is written in their frames. */
  clock: Store<number>;
  /** Painters of the worker that wait. */
  waiting(): number;
  user: UserFeed;
  book(market: Market, changed: () => void): { book: HeardBook; release: () => void };
  ticker(symbol: string): Store<Ticker | null>;
  candles(symbol: string, interval: number): CandleFeed;
  view(kind: ViewKind, market: Market, canvas: OffscreenCanvas, told: (words: Words) => void): OpenView;
}

const CLOCK_MS = 500;
const EARLY_MS = 50;

interface BookEntry {
  levels: Levels | null;
  listeners: Set<() => void>;
}

export function createFeed(config: Config, line: Line): Feed {
  const status = createStore<HubStatus>(STATUS_FIRST);
  const clock = createStore(Date.now());
  const tickers = new Map<string, Store<Ticker | null>>();
  const books = new Map<string, BookEntry>();
  const candles = new Map<number, HeardCandles>();
  const views = new Map<number, (words: Words) => void>();
  const picks = new Map<number, (price: string | null) => void>();
  let lastMs: number | null = null;
  let waiting = 0;
  let ids = 0;
  // Should the worker be silent, time goes on all the same.
  setInterval(() => tick(CLOCK_MS), CLOCK_MS);

  function tick(early: number): void {
    const now = Date.now();
    if (now - clock.get() >= CLOCK_MS - EARLY_MS + early) clock.set(now);
  }

  function turn(told: Turn): void {
    lastMs = told.lastMs;
    waiting = told.waiting;
    if (told.status) status.set(told.status);
    for (const [market, ticker] of told.tickers) tickers.get(market)?.set(ticker);
    for (const levels of told.levels) {
      const entry = books.get(levels.market);
      if (!entry) continue;
      entry.levels = levels;
      for (const listener of entry.listeners) listener();
    }
    for (const [id, come] of told.candles) candles.get(id)?.take(come);
    for (const [id, words] of told.views) views.get(id)?.(words);
    tick(0);
  }

  line.onTold((told: Told) => {
    if (told.op === "turn") turn(told);
    else if (told.op === "older") candles.get(told.id)?.older(told.more);
    else {
      picks.get(told.answer)?.(told.price);
      picks.delete(told.answer);
    }
  });

  function tickerMake(symbol: string): Store<Ticker | null> {
    const store = createStore<Ticker | null>(null);
    let readers = 0;
    return {
      ...store,
      subscribe(listener) {
        const end = store.subscribe(listener);
        readers += 1;
        if (readers === 1) line.ask({ op: "ticker", market: symbol, on: true });
        return () => {
          end();
          readers -= 1;
          if (readers === 0) line.ask({ op: "ticker", market: symbol, on: false });
        };
      },
    };
  }

  return {
    config,
    hub: { status, lastMs: () => lastMs, reconnect: () => line.ask({ op: "reconnect" }) },
    markets: createMarkets(config.gateway),
    scheduler: createScheduler(),
    clock,
    waiting: () => waiting,
    user: createUserFeed(config.stream),
    book(market, changed) {
      const known = books.get(market.market);
      const entry: BookEntry = known ?? { levels: null, listeners: new Set() };
      const listener = (): void => changed();
      entry.listeners.add(listener);
      books.set(market.market, entry);
      if (!known) line.ask({ op: "levels", market, on: true });
      const release = (): void => {
        entry.listeners.delete(listener);
        if (entry.listeners.size || books.get(market.market) !== entry) return;
        books.delete(market.market);
        line.ask({ op: "levels", market, on: false });
      };
      return {
        book: { bids: () => unpacked(entry.levels?.bids), asks: () => unpacked(entry.levels?.asks) },
        release,
      };
    },
    ticker(symbol) {
      const store = tickers.get(symbol) ?? tickerMake(symbol);
      tickers.set(symbol, store);
      return store;
    },
    candles(symbol, interval) {
      ids += 1;
      const id = ids;
      line.ask({ op: "candles", id, market: symbol, interval });
      const heard = candlesHeard(
        () => line.ask({ op: "older", id }),
        () => {
          candles.delete(id);
          line.ask({ op: "end", id });
        },
      );
      candles.set(id, heard);
      return heard.feed;
    },
    view(kind, market, canvas, told) {
      ids += 1;
      const id = ids;
      views.set(id, told);
      line.ask({ op: "view", id, kind, market, canvas }, [canvas]);
      return {
        ask: (ask) => line.ask({ ...ask, id }),
        pick(y) {
          ids += 1;
          const answer = ids;
          return new Promise((resolve) => {
            picks.set(answer, resolve);
            line.ask({ op: "pick", id, y, answer });
          });
        },
        close() {
          views.delete(id);
          line.ask({ op: "end", id });
        },
      };
    },
  };
}

function unpacked(side: Float64Array = new Float64Array()): Level[] {
  const out: Level[] = [];
  for (let at = 0; at < side.length; at += 2) out.push({ price: side[at] ?? 0, size: side[at + 1] ?? 0 });
  return out;
}

export const FeedContext = createContext<Feed | null>(null);

/** The feed of this page. */
export function useFeed(): Feed {
  const feed = use(FeedContext);
  if (!feed) throw new Error("no feed above this component: expected FeedContext");
  return feed;
}
