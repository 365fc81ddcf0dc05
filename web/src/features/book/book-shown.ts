/** A book as it is shown: rows of both sides in words, the touch, the shares. Canvas and text are made of it alike. */
import { type Book, grouped, type Row } from "../../feed/book.ts";
import type { Market } from "../../feed/markets.ts";
import { figure, UNKNOWN } from "../../lib/format.ts";
import { textOf } from "../../lib/units.ts";

export interface RowShown {
  /** The price as the API takes it. */
  at: string;
  price: string;
  size: string;
  total: string;
  /** The size of one's own orders in the row; empty when there is none. */
  own: string;
  /** The part of the widest total, 0 to 1. */
  bar: number;
}

export interface BookShown {
  seq: number;
  /** Best first. */
  asks: RowShown[];
  bids: RowShown[];
  last: string;
  spread: string;
  bidShare: string;
  askShare: string;
  /** Of what is shown on both sides, the bids' per cent; null when nothing is. */
  share: number | null;
}

/** What a person wants of the book. */
export interface BookWish {
  /** The step of prices, whole units, and the decimals that it leaves visible. */
  units: number;
  decimals: number;
  /** One's own sizes by the row's price, whole units. */
  bids: ReadonlyMap<number, number>;
  asks: ReadonlyMap<number, number>;
}

export function bookShown(
  book: Pick<Book, "bids" | "asks" | "seq">,
  market: Market,
  wish: BookWish,
  lastPrice: string | null,
  rows: number,
): BookShown {
  const { priceDecimals, sizeDecimals } = market;
  const bids = grouped(book.bids(), "bid", wish.units, rows);
  const asks = grouped(book.asks(), "ask", wish.units, rows);
  const [bidTotal, askTotal] = [bids.at(-1)?.total ?? 0, asks.at(-1)?.total ?? 0];
  const most = Math.max(bidTotal, askTotal);
  const size = (units: number): string => figure(textOf(units, sizeDecimals));
  const shown = (row: Row, own: ReadonlyMap<number, number>): RowShown => {
    const at = textOf(row.price, priceDecimals);
    const mine = own.get(row.price);
    return {
      at,
      price: figure(at, wish.decimals),
      size: size(row.size),
      total: size(row.total),
      own: mine ? size(mine) : "",
      bar: most > 0 ? row.total / most : 0,
    };
  };
  const best = { bid: book.bids()[0]?.price, ask: book.asks()[0]?.price };
  const both = best.bid !== undefined && best.ask !== undefined;
  const whole = bidTotal + askTotal;
  const share = whole ? Math.round((bidTotal / whole) * 100) : null;
  return {
    seq: book.seq(),
    bids: bids.map((row) => shown(row, wish.bids)),
    asks: asks.map((row) => shown(row, wish.asks)),
    last: figure(lastPrice, priceDecimals),
    spread: both ? figure(textOf((best.ask ?? 0) - (best.bid ?? 0), priceDecimals)) : UNKNOWN,
    bidShare: share === null ? UNKNOWN : `${share} % bids`,
    askShare: share === null ? UNKNOWN : `${100 - share} % asks`,
    share,
  };
}
