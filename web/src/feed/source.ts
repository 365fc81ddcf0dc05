/**
 * The worker's half of the feed: the public socket, what it says of markets, and the views that are painted from it. The page is told
 * of all that has changed in turns, TURN_MS apart, so that a page has as many frames as a person can read and no more.
 */
import { type CandleFeed, createCandleFeed } from "./candles.ts";
import type { Config } from "./config.ts";
import { createHub, type Hub } from "./hub.ts";
import type { Market } from "./markets.ts";
import { createReads } from "./reads.ts";
import { createScheduler, type Scheduler } from "./scheduler.ts";
import type { Ticker } from "./ticker.ts";
import type { ViewSorts } from "./view.ts";
import { createViews } from "./views.ts";
import type { Ask, CandlesTold, Levels, Told, Turn } from "./wire.ts";

const TURN_MS = 333;
/** A page that is not seen is told of what it counts, seldom. */
const HIDDEN_MS = 2_000;
/** The age of what is shown goes on also when nothing comes. */
const BEAT_MS = 500;
const EARLY_MS = 20;
/** A chart is the dearest thing that the page paints: its candles come with every second turn. */
const CANDLES_MS = 2 * TURN_MS;

interface OpenCandles {
  candles: CandleFeed;
  sent: boolean;
  changedFrom: number;
  dirty: boolean;
  toldMs: number;
}

export interface SourceParts {
  config: Config;
  sorts: ViewSorts;
  tell(told: Told, give?: Transferable[]): void;
  hub?: Hub;
  scheduler?: Scheduler;
  now?: () => number;
}

export interface Source {
  take(ask: Exclude<Ask, { op: "start" }>): void;
  /** All views are painted again: a font has come. */
  again(): void;
  /** What each view has painted last. */
  looks(): unknown[];
  close(): void;
}

export function createSource(parts: SourceParts): Source {
  const { config, sorts, tell, scheduler = createScheduler(), now = () => performance.now() } = parts;
  const hub = parts.hub ?? createHub({ url: () => config.stream });
  const reads = createReads(hub);
  const views = createViews(sorts, reads, scheduler, soon);
  const tickers = new Map<string, { newest: () => Ticker | null; release: () => void; dirty: boolean }>();
  const levels = new Map<string, { read: () => Levels; release: () => void; dirty: boolean }>();
  const candles = new Map<number, OpenCandles>();
  let statusDirty = true;
  let hidden = false;
  let turnMs = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const leave = hub.status.subscribe(() => {
    statusDirty = true;
    soon();
  });
  const beat = setInterval(() => (now() - turnMs >= BEAT_MS - EARLY_MS ? soon() : undefined), BEAT_MS / 2);

  /** The next turn is asked for, unless it is already. */
  function soon(): void {
    timer ??= setTimeout(turn, Math.max(0, turnMs + (hidden ? HIDDEN_MS : TURN_MS) - now()));
  }

  function turn(): void {
    timer = undefined;
    turnMs = now();
    const told: Turn = {
      op: "turn",
      lastMs: hub.lastMs(),
      waiting: scheduler.waiting(),
      status: statusDirty ? hub.status.get() : null,
      tickers: [],
      levels: [],
      candles: [],
      views: views.told(turnMs),
    };
    statusDirty = false;
    for (const [market, entry] of tickers) {
      const ticker = entry.dirty ? entry.newest() : null;
      if (ticker) told.tickers.push([market, ticker]);
      entry.dirty = false;
    }
    for (const entry of levels.values()) {
      if (entry.dirty) told.levels.push(entry.read());
      entry.dirty = false;
    }
    for (const [id, entry] of candles) {
      if (!entry.dirty || turnMs - entry.toldMs < CANDLES_MS - EARLY_MS) continue;
      entry.toldMs = turnMs;
      told.candles.push([id, candlesTell(entry)]);
    }
    tell(
      told,
      told.levels.flatMap((one) => [one.bids.buffer, one.asks.buffer]),
    );
  }

  function tickerRead(market: string, on: boolean): void {
    tickers.get(market)?.release();
    tickers.delete(market);
    if (!on) return;
    const entry = { ...reads.ticker(market, changed), dirty: true };
    function changed(): void {
      entry.dirty = true;
      soon();
    }
    tickers.set(market, entry);
    soon();
  }

  function levelsRead(market: Market, on: boolean): void {
    levels.get(market.market)?.release();
    levels.delete(market.market);
    if (!on) return;
    const { book, release } = reads.book(market, changed);
    const read = (): Levels => ({
      market: market.market,
      seq: book.seq(),
      bids: packed(book.bids()),
      asks: packed(book.asks()),
    });
    const entry = { read, release, dirty: true };
    function changed(): void {
      entry.dirty = true;
      soon();
    }
    levels.set(market.market, entry);
    soon();
  }

  function candlesRead(id: number, market: string, interval: number): void {
    const made = createCandleFeed(hub, config.gateway, market, interval);
    const entry: OpenCandles = { candles: made, sent: false, changedFrom: 0, dirty: true, toldMs: -Infinity };
    made.store.subscribe(() => {
      const known = made.store.get();
      entry.changedFrom = known.state === "ready" ? Math.min(entry.changedFrom, known.changedFrom) : 0;
      entry.dirty = true;
      soon();
    });
    candles.set(id, entry);
  }

  function take(ask: Exclude<Ask, { op: "start" }>): void {
    if (ask.op === "hidden") {
      hidden = ask.hidden;
      scheduler.hold(hidden);
      // Who comes back waits for nothing.
      if (!hidden) turnMs = -Infinity;
      clearTimeout(timer);
      timer = undefined;
      soon();
    } else if (ask.op === "reconnect") hub.reconnect();
    else if (ask.op === "ticker") tickerRead(ask.market, ask.on);
    else if (ask.op === "levels") levelsRead(ask.market, ask.on);
    else if (ask.op === "candles") candlesRead(ask.id, ask.market, ask.interval);
    else if (ask.op === "older") {
      const { id } = ask;
      void candles
        .get(id)
        ?.candles.older()
        .then((more) => tell({ op: "older", id, more }));
    } else if (ask.op === "view") views.open(ask.id, ask.kind, ask.market, ask.canvas);
    else if (ask.op === "frame") views.frame(ask.id, ask.frame);
    else if (ask.op === "dress") views.dress(ask.id, ask.dress);
    else if (ask.op === "wish") views.wish(ask.id, ask.wish);
    else if (ask.op === "pick") tell({ op: "picked", answer: ask.answer, price: views.pick(ask.id, ask.y) });
    else {
      views.close(ask.id);
      candles.get(ask.id)?.candles.close();
      candles.delete(ask.id);
    }
  }

  return {
    take,
    again: views.again,
    looks: views.looks,
    close() {
      clearInterval(beat);
      clearTimeout(timer);
      leave();
      hub.close();
    },
  };
}

function packed(side: { price: number; size: number }[]): Float64Array {
  const out = new Float64Array(side.length * 2);
  for (const [at, level] of side.entries()) out.set([level.price, level.size], at * 2);
  return out;
}

/** What the page does not know yet of these candles. */
function candlesTell(entry: OpenCandles): CandlesTold {
  const known = entry.candles.store.get();
  const from = entry.changedFrom;
  entry.dirty = false;
  if (known.state !== "ready") {
    entry.sent = false;
    return known;
  }
  const whole = !entry.sent || from === 0;
  entry.sent = true;
  entry.changedFrom = Infinity;
  const come = whole ? known.list : known.list.filter((one) => one.open_ms >= from);
  return { state: "ready", whole, come, changedFrom: whole ? 0 : from };
}
