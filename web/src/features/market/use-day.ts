/**
 * The last 24 hours of a market, asked of the exchange now and then while somebody looks. Invariant: a market is asked for at most once
 * in a period, however many look and however often they come back: candles are dear in the allowance of an address.
 */
import { useEffect, useState } from "react";
import type { CandlePage } from "../../api/schema_gen.ts";
import { useFeed } from "../../feed/feed.ts";
import type { Market } from "../../feed/markets.ts";
import { CANDLE_S, CANDLES, type Day, dayOf } from "./day.ts";

/** Of the market in hand. */
export const OFTEN_MS = 15_000;
/** Of one among all. */
export const SELDOM_MS = 60_000;

interface Asked {
  atMs: number;
  answer: Promise<Day | null>;
}

const asked = new Map<string, Asked>();

/** Asks, unless it was asked within the period; null: not known, or nothing was traded. */
function dayAsk(gateway: string, market: Market, periodMs: number): Asked {
  const path = `${gateway}/api/markets/${encodeURIComponent(market.market)}/candles?interval=${CANDLE_S}&limit=${CANDLES}`;
  const before = asked.get(path);
  const nowMs = Date.now();
  if (before && nowMs - before.atMs < periodMs) return before;
  const answer = fetch(path)
    .then(async (told) => (told.ok ? dayOf(((await told.json()) as CandlePage).candles, market, nowMs) : null))
    // Not known now: asked again.
    .catch(() => null);
  const one = { atMs: nowMs, answer };
  asked.set(path, one);
  return one;
}

export function useDay(market: Market | null, periodMs: number): Day | null {
  const { gateway } = useFeed().config;
  const [known, setKnown] = useState<{ market: Market; day: Day | null } | null>(null);
  useEffect(() => {
    if (!market) return;
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function look(): Promise<void> {
      if (!market) return;
      const now = document.hidden ? null : dayAsk(gateway, market, periodMs);
      const day = await now?.answer;
      if (gone) return;
      if (day) setKnown({ market, day });
      timer = setTimeout(() => void look(), now ? Math.max(0, now.atMs + periodMs - Date.now()) + 1 : periodMs);
    }
    void look();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [gateway, market, periodMs]);
  return known?.market === market ? known.day : null;
}
