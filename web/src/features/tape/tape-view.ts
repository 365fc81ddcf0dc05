/** Paints the tape: every trade, newest first, whole rows; B and S double the colour of the taker's side. It runs in the market worker. */
import type { Market } from "../../feed/markets.ts";
import type { Trade } from "../../feed/tape.ts";
import type { Dress, Frame, Reads, View, ViewSort } from "../../feed/view.ts";
import { clock, figure } from "../../lib/format.ts";
import { type Pen, write } from "../../lib/pen.ts";
import { unitsOf } from "../../lib/units.ts";

export interface TradeShown {
  id: string;
  buys: boolean;
  price: string;
  size: string;
  time: string;
  /** The part of the largest that is shown, 0 to 1. */
  bar: number;
}

const PERIOD_MS = 100;
const EDGE_PX = 12;
const GAP_PX = 4;
/** Of a row's width, what the largest trade takes. */
const BAR_SHARE = 0.5;

export const TAPE_VIEW: ViewSort = { periodMs: PERIOD_MS, make: tapeViewMake };

export function tapeViewMake(market: Market, reads: Reads, changed: () => void): View {
  const { tape, release } = reads.tape(market.market, changed);
  let shown: TradeShown[] | null = null;
  return {
    paint(pen, frame, dress) {
      shown = tradesShown(tape.newest(frame.rows), market);
      tapePaint(pen, shown, frame, dress);
    },
    told: () => shown,
    wish: () => undefined,
    pick: () => null,
    close: release,
  };
}

export function tradesShown(trades: Trade[], market: Market): TradeShown[] {
  const sizes = trades.map((trade) => unitsOf(trade.size, market.sizeDecimals) ?? 0);
  const most = Math.max(1, ...sizes);
  return trades.map((trade, at) => {
    const buys = trade.side === "buy";
    return {
      id: trade.trade_id,
      buys,
      price: `${buys ? "B" : "S"} ${figure(trade.price, market.priceDecimals)}`,
      size: figure(trade.size),
      time: clock(trade.ts_ms),
      bar: (sizes[at] ?? 0) / most,
    };
  });
}

export function tapePaint(pen: Pen, shown: TradeShown[], frame: Frame, dress: Dress): void {
  const { width, height, row } = frame;
  const { colours, mono } = dress;
  pen.fillStyle = colours.panel;
  pen.fillRect(0, 0, width, height);
  pen.font = `12px ${mono}`;
  const column = (width - EDGE_PX * 2) / 3;
  for (const [at, one] of shown.entries()) {
    const place = (x: number) => ({ x, top: at * row, row });
    const most = column - GAP_PX;
    // How large a trade was is seen before its figure is read.
    pen.fillStyle = one.buys ? colours.depthUp : colours.depthDown;
    const bar = Math.round(width * BAR_SHARE * one.bar);
    pen.fillRect(0, at * row + 1, bar, row - 2);
    pen.fillStyle = one.buys ? colours.up : colours.down;
    write(pen, one.price, place(EDGE_PX), "left", most);
    pen.fillStyle = colours.ink1;
    write(pen, one.size, place(EDGE_PX + column * 2), "right", most);
    pen.fillStyle = colours.ink3;
    write(pen, one.time, place(width - EDGE_PX), "right", most);
  }
}
