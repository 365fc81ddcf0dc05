/**
 * The last 24 hours of a market, asked of the exchange now and then while somebody looks: candles are dear in the allowance of an
 * address. Invariant: the last day that was told stays while the exchange does not answer.
 */
import { useMemo } from "react";
import type { CandlePage } from "../../api/schema_gen.ts";
import type { Market } from "../../feed/markets.ts";
import { type AgainMs, useLastTold } from "../../feed/use-told.ts";
import { CANDLE_S, CANDLES, type Day, dayOf } from "./day.ts";

const OFTEN_MS = 15_000;
const SELDOM_MS = 60_000;
/** Of the market in hand. */
export const often = (): number => OFTEN_MS;
/** Of one among all. */
export const seldom = (): number => SELDOM_MS;

/** null: not known, or nothing was traded. */
export function useDay(market: Market | null, againMs: AgainMs<CandlePage>): Day | null {
  const last = useLastTold<CandlePage>(market && candlesPath(market), againMs);
  return useMemo(() => market && last && dayOf(last.told.candles, market, last.atMs), [market, last]);
}

function candlesPath({ market }: Market): string {
  return `/api/markets/${encodeURIComponent(market)}/candles?interval=${CANDLE_S}&limit=${CANDLES}`;
}
