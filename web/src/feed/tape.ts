/** The latest trades of a market, newest first. None is left out while it is young enough to be shown. */
import type { Frame } from "./frames.ts";

export interface Trade {
  trade_id: string;
  price: string;
  size: string;
  side: "buy" | "sell";
  seq: number;
  ts_ms: number;
}

export interface Tape {
  take(frame: Frame): void;
  newest(count: number): Trade[];
  /** Trades that have come since the start: a reader compares it to know what is new. */
  count(): number;
}

export function createTape(keep = 500): Tape {
  let trades: Trade[] = [];
  let count = 0;
  return {
    take(frame) {
      const come = (frame.data as Trade[]).toReversed();
      trades = (frame.type === "snapshot" ? come : come.concat(trades)).slice(0, keep);
      count += come.length;
    },
    newest: (wanted) => trades.slice(0, wanted),
    count: () => count,
  };
}
