/**
 * Candles of one market and interval, as the exchange folds them: what the channel tells, joined to the history before it. Nothing is
 * folded here; until the exchange answers there are none.
 */
import { figure, UNKNOWN } from "../lib/format.ts";
import { createStore, type Store } from "../lib/store.ts";
import type { Frame } from "./frames.ts";
import type { Hub } from "./hub.ts";

export interface Candle {
  open_ms: number;
  open: string;
  high: string;
  low: string;
  close: string;
  volume: string;
  ticks: number;
}

export type Candles =
  | { state: "waiting" }
  | {
      state: "ready";
      list: Candle[];
      /** The first candle that changed in the last change; all when 0. */ changedFrom: number;
    }
  | { state: "missing"; detail: string };

export interface CandleFeed {
  store: Store<Candles>;
  /** Asks for what lies before the first candle; false when there is nothing more. */
  older(): Promise<boolean>;
  close(): void;
}

interface Page {
  candles: Candle[];
  next_before: number | null;
}

const PAGE = 500;
export const KEPT = 5_000;
const ASK_AGAIN_MS = 2_000;

const WORDS = ["open", "high", "low", "close", "volume"] as const;

/** Whether all of a candle is known: one of which a figure is none would stop the picture. */
function whole(candle: Candle): boolean {
  return Number.isSafeInteger(candle.open_ms) && WORDS.every((word) => figure(candle[word]) !== UNKNOWN);
}

/** Candles by time, newer ones taking the place of older ones of the same time. */
export function joined(known: Candle[], come: Candle[]): { list: Candle[]; changedFrom: number } {
  const first = come[0];
  const last = known.at(-1);
  if (!first) return { list: known, changedFrom: Infinity };
  if (last && first.open_ms >= last.open_ms) {
    const kept = first.open_ms === last.open_ms ? known.slice(0, -1) : known;
    return { list: [...kept, ...come], changedFrom: first.open_ms };
  }
  const byTime = new Map(known.map((candle) => [candle.open_ms, candle]));
  for (const candle of come) byTime.set(candle.open_ms, candle);
  return { list: [...byTime.values()].sort((a, b) => a.open_ms - b.open_ms), changedFrom: 0 };
}

export function createCandleFeed(
  hub: Hub,
  gateway: string,
  symbol: string,
  interval: number,
  ask: typeof fetch = (...words) => fetch(...words),
): CandleFeed {
  const store = createStore<Candles>({ state: "waiting" });
  let before: number | null = null;
  let begun = false;
  let closed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function put(come: Candle[]): void {
    const now = store.get();
    const { list, changedFrom } = joined(now.state === "ready" ? now.list : [], come.filter(whole));
    store.set({ state: "ready", list: list.slice(-KEPT), changedFrom });
  }

  async function page(until: number | null): Promise<Page> {
    const query = new URLSearchParams({ interval: String(interval), limit: String(PAGE) });
    if (until !== null) query.set("before", String(until));
    const answer = await ask(`${gateway}/api/markets/${encodeURIComponent(symbol)}/candles?${query}`);
    if (!answer.ok) throw new Error(`The exchange answered ${answer.status} to the question for candles.`);
    return (await answer.json()) as Page;
  }

  async function begin(until: number | null): Promise<void> {
    clearTimeout(timer);
    try {
      const first = await page(until);
      if (closed) return;
      before = first.next_before;
      put(first.candles);
    } catch (error) {
      if (closed) return;
      if (store.get().state !== "ready")
        store.set({ state: "missing", detail: error instanceof Error ? error.message : String(error) });
      timer = setTimeout(() => void begin(until), ASK_AGAIN_MS);
    }
  }

  function take(frame: Frame): void {
    const { candles } = frame.data as { candles: Candle[] };
    if (frame.type === "snapshot") store.set({ state: "waiting" });
    put(candles);
    if (frame.type === "snapshot") void begin(candles[0]?.open_ms ?? null);
    begun = true;
  }

  const channel = `candles:${symbol}:${interval}`;
  let leave = hub.subscribe(channel, take);
  // Just after its start the exchange refuses the channel: it is asked for again, and the history is shown meanwhile.
  const asking = setInterval(() => {
    if (begun) {
      clearInterval(asking);
      return;
    }
    if (store.get().state !== "ready") void begin(null);
    leave();
    leave = hub.subscribe(channel, take);
  }, ASK_AGAIN_MS);

  return {
    store,
    async older() {
      if (before === null) return false;
      const until = before;
      before = null;
      try {
        const more = await page(until);
        before = more.next_before;
        put(more.candles);
        return before !== null;
      } catch {
        before = until;
        return true;
      }
    },
    close() {
      closed = true;
      clearTimeout(timer);
      clearInterval(asking);
      leave();
    },
  };
}
