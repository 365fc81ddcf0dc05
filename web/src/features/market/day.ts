/** A market's last 24 hours, out of the exchange's own candles of half an hour. What no candle tells is not known. */
import type { Candle } from "../../feed/candles.ts";
import type { Grid } from "../../feed/book.ts";
import { textOf, unitsOf } from "../../lib/units.ts";

export interface Day {
  /** The first price of the window: what a change is measured from. */
  open: string;
  low: string;
  high: string;
  volume: string;
  /** When the window's first candle began: later than a day ago where the market is younger. */
  sinceMs: number;
}

export const CANDLE_S = 1_800;
export const CANDLES = 49;
const DAY_MS = 86_400_000;

type Told = Pick<Candle, "open_ms" | "open" | "high" | "low" | "volume">;

/** The day up to now; null when nothing was traded in it. Candles in the order of their time. */
export function dayOf(
  candles: readonly Told[],
  grid: Pick<Grid, "priceDecimals" | "sizeDecimals">,
  nowMs: number,
): Day | null {
  let [low, high, volume] = [Infinity, -Infinity, 0];
  let first: Told | null = null;
  for (const candle of candles) {
    const [top, bottom] = [unitsOf(candle.high, grid.priceDecimals), unitsOf(candle.low, grid.priceDecimals)];
    const amount = unitsOf(candle.volume, grid.sizeDecimals);
    if (candle.open_ms <= nowMs - DAY_MS || top === null || bottom === null || amount === null) continue;
    first ??= candle;
    [low, high, volume] = [Math.min(low, bottom), Math.max(high, top), volume + amount];
  }
  if (!first || !Number.isSafeInteger(volume)) return null;
  return {
    open: first.open,
    low: textOf(low, grid.priceDecimals),
    high: textOf(high, grid.priceDecimals),
    volume: textOf(volume, grid.sizeDecimals),
    sinceMs: first.open_ms,
  };
}

/** Low and high with the newest trade in them: that one is told at once, the day now and then. */
export function rangeWith(day: Day, last: string | null | undefined, decimals: number): [low: string, high: string] {
  const newest = last ? unitsOf(last, decimals) : null;
  const [low, high] = [unitsOf(day.low, decimals), unitsOf(day.high, decimals)];
  if (!last || newest === null || low === null || high === null) return [day.low, day.high];
  return [newest < low ? last : day.low, newest > high ? last : day.high];
}
