/**
 * The last 24 hours of a market: of the market in hand as its candles are heard, of the others as the exchange is asked now and then
 * while somebody looks, because candles are dear in the allowance of an address. Invariant: the last day that was told stays while the
 * exchange does not answer, and is never another market's.
 */
import { useEffect, useMemo, useState } from "react";
import type { CandlePage } from "../../api/schema_gen.ts";
import { useFeed } from "../../feed/feed.ts";
import type { Market } from "../../feed/markets.ts";
import { useLastTold } from "../../feed/use-told.ts";
import { CANDLE_S, CANDLES, type Day, dayOf } from "./day.ts";

const HEARD_MS = 500;
const AGAIN_MS = 60_000;
const again = (): number => AGAIN_MS;

/** Of the market in hand, with its newest trade. null: not known, or nothing was traded. */
export function useDayHeard(market: Market | null): Day | null {
  const feed = useFeed();
  const [heard, setHeard] = useState<{ market: Market; day: Day | null } | null>(null);
  useEffect(() => {
    if (!market) return;
    const candles = feed.candles(market.market, CANDLE_S);
    const painter = feed.scheduler.painter(() => {
      const now = candles.store.get();
      if (now.state === "ready") setHeard({ market, day: dayOf(now.list.slice(-CANDLES), market, Date.now()) });
    }, HEARD_MS);
    const leave = [candles.store.subscribe(painter.dirty), feed.clock.subscribe(painter.dirty)];
    return () => {
      for (const end of leave) end();
      painter.dispose();
      candles.close();
    };
  }, [feed, market]);
  return heard?.market === market ? heard.day : null;
}

/** Of one market among all. null: not known, or nothing was traded. */
export function useDay(market: Market | null): Day | null {
  const last = useLastTold<CandlePage>(market && candlesPath(market), again);
  return useMemo(() => market && last && dayOf(last.told.candles, market, last.atMs), [market, last]);
}

function candlesPath({ market }: Market): string {
  return `/api/markets/${encodeURIComponent(market)}/candles?interval=${CANDLE_S}&limit=${CANDLES}`;
}
