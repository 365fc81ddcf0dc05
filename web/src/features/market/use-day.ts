/** The last 24 hours of a market, asked of the exchange now and then while somebody looks. */
import { useEffect, useState } from "react";
import type { CandlePage } from "../../api/schema_gen.ts";
import { useFeed } from "../../feed/feed.ts";
import type { Market } from "../../feed/markets.ts";
import { CANDLE_S, CANDLES, type Day, dayOf } from "./day.ts";

const AGAIN_MS = 15_000;
const SOON_MS = 3_000;

export function useDay(market: Market | null): Day | null {
  const { gateway } = useFeed().config;
  const [known, setKnown] = useState<{ market: Market; day: Day | null } | null>(null);
  useEffect(() => {
    if (!market) return;
    const { priceDecimals, sizeDecimals } = market;
    const path = `${gateway}/api/markets/${encodeURIComponent(market.market)}/candles?interval=${CANDLE_S}&limit=${CANDLES}`;
    const gone = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function ask(): Promise<void> {
      let day: Day | null | undefined;
      try {
        const answer = document.hidden ? null : await fetch(path, { signal: gone.signal });
        if (answer?.ok) {
          const { candles } = (await answer.json()) as CandlePage;
          day = dayOf(candles, { priceDecimals, sizeDecimals }, Date.now());
        }
      } catch {
        // Not known now: asked again.
      }
      if (gone.signal.aborted) return;
      if (market && day !== undefined) setKnown({ market, day });
      timer = setTimeout(() => void ask(), day ? AGAIN_MS : SOON_MS);
    }
    void ask();
    return () => {
      gone.abort();
      clearTimeout(timer);
    };
  }, [gateway, market]);
  return known?.market === market ? known.day : null;
}
