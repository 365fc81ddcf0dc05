/** Paints the tape: every trade, newest first, whole rows; B and S double the colour of the taker's side. It runs in the market worker. */
import type { Market } from "../../feed/markets.ts";
import type { Trade } from "../../feed/tape.ts";
import type { Dress, Frame, Reads, View, ViewSort } from "../../feed/view.ts";
import { clock, figure } from "../../lib/format.ts";
import { type Pen, write } from "../../lib/pen.ts";

export interface TradeShown {
  id: string;
  buys: boolean;
  price: string;
  size: string;
  time: string;
}

const PERIOD_MS = 100;
const EDGE_PX = 12;
const GAP_PX = 4;

export const TAPE_VIEW: ViewSort = { periodMs: PERIOD_MS, make: tapeViewMake };

export function tapeViewMake(market: Market, reads: Reads, changed: () => void): View {
  const { tape, release } = reads.tape(market.market, changed);
  let shown: TradeShown[] | null = null;
  return {
    paint(pen, frame, dress) {
      shown = tape.newest(frame.rows).map((trade) => tradeShown(trade, market));
      tapePaint(pen, shown, frame, dress);
    },
    told: () => shown,
    wish: () => undefined,
    pick: () => null,
    close: release,
  };
}

export function tradeShown(trade: Trade, market: Market): TradeShown {
  const buys = trade.side === "buy";
  return {
    id: trade.trade_id,
    buys,
    price: `${buys ? "B" : "S"} ${figure(trade.price, market.priceDecimals)}`,
    size: figure(trade.size),
    time: clock(trade.ts_ms),
  };
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
    pen.fillStyle = one.buys ? colours.up : colours.down;
    write(pen, one.price, place(EDGE_PX), "left", most);
    pen.fillStyle = colours.ink1;
    write(pen, one.size, place(EDGE_PX + column * 2), "right", most);
    pen.fillStyle = colours.ink3;
    write(pen, one.time, place(width - EDGE_PX), "right", most);
  }
}
