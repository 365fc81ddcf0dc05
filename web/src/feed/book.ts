/** A market's book as the stream tells it: levels by price, whole units of the grid. A level of size 0 is gone. */
import { unitsOf } from "../lib/units.ts";
import type { Frame } from "./frames.ts";

export interface Level {
  price: number;
  size: number;
}

export interface Grid {
  priceDecimals: number;
  sizeDecimals: number;
}

export interface Book {
  take(frame: Frame): void;
  /** Best first. */
  bids(): Level[];
  asks(): Level[];
  seq(): number;
  /** The two sides overlap: what is shown cannot be true. */
  crossed(): boolean;
}

type Pair = [string, string];

export function createBook(grid: Grid): Book {
  const bids = new Map<number, number>();
  const asks = new Map<number, number>();
  let seq = 0;
  /** The sides in order, until the next message: several painters ask for them between two. */
  let ordered: { bids: Level[]; asks: Level[] } | null = null;

  function put(side: Map<number, number>, pairs: Pair[] | undefined): void {
    for (const [priceText, sizeText] of pairs ?? []) {
      const price = unitsOf(priceText, grid.priceDecimals);
      const size = unitsOf(sizeText, grid.sizeDecimals);
      if (price === null || size === null) continue;
      if (size === 0) side.delete(price);
      else side.set(price, size);
    }
  }

  const sorted = (side: Map<number, number>, direction: 1 | -1): Level[] =>
    [...side].map(([price, size]) => ({ price, size })).sort((a, b) => direction * (a.price - b.price));

  const inOrder = () => (ordered ??= { bids: sorted(bids, -1), asks: sorted(asks, 1) });

  return {
    take(frame) {
      ordered = null;
      const data = frame.data as { bids?: Pair[]; asks?: Pair[] };
      if (frame.type === "snapshot") {
        bids.clear();
        asks.clear();
      }
      put(bids, data.bids);
      put(asks, data.asks);
      seq = frame.seq;
    },
    bids: () => inOrder().bids,
    asks: () => inOrder().asks,
    seq: () => seq,
    crossed: () => bids.size > 0 && asks.size > 0 && Math.max(...bids.keys()) >= Math.min(...asks.keys()),
  };
}

export interface Row extends Level {
  total: number;
}

/** Levels gathered into steps of `step` units, at most `rows`, with running totals: bids round down, asks up, away from the touch. */
export function grouped(levels: Level[], side: "bid" | "ask", step: number, rows: number): Row[] {
  const out: Row[] = [];
  let total = 0;
  for (const level of levels) {
    const price = (side === "bid" ? Math.floor(level.price / step) : Math.ceil(level.price / step)) * step;
    const last = out.at(-1);
    if (last?.price === price) {
      last.size += level.size;
    } else {
      if (out.length === rows) break;
      out.push({ price, size: level.size, total: 0 });
    }
    total += level.size;
    const now = out.at(-1);
    if (now) now.total = total;
  }
  return out;
}
