/** Paints the book: asks above, the touch between, bids below. It runs in the market worker; where things stand is book.css's. */
import type { Market } from "../../feed/markets.ts";
import type { Dress, Frame, Reads, View, ViewSort } from "../../feed/view.ts";
import { type Pen, type Place, rule, write } from "../../lib/pen.ts";
import { type BookShown, bookShown, type BookWish, type RowShown } from "./book-shown.ts";
import { SHARES_PX, SPREAD_PX } from "./measures.ts";

const PERIOD_MS = 50;

export const BOOK_VIEW: ViewSort = { periodMs: PERIOD_MS, make: bookViewMake };

export function bookViewMake(market: Market, reads: Reads, changed: () => void): View {
  const { book, release } = reads.book(market, changed);
  const ticker = reads.ticker(market.market, changed);
  let wish: BookWish | null = null;
  let shown: BookShown | null = null;
  let frame: Frame | null = null;

  return {
    paint(pen, now, dress) {
      if (!wish) return;
      frame = now;
      shown = bookShown(book, market, wish, ticker.newest()?.last_price ?? null, now.rows);
      bookPaint(pen, shown, now, dress);
    },
    told: () => shown,
    wish: (next) => void (wish = next as BookWish),
    pick(y) {
      if (!shown || !frame) return null;
      const half = frame.rows * frame.row;
      const under = y - half - SPREAD_PX;
      if (y < half) return shown.asks[frame.rows - 1 - Math.floor(y / frame.row)]?.at ?? null;
      return under < 0 ? null : (shown.bids[Math.floor(under / frame.row)]?.at ?? null);
    },
    close() {
      release();
      ticker.release();
    },
  };
}

export function bookPaint(pen: Pen, shown: BookShown, frame: Frame, dress: Dress): void {
  const { width, height, row, rows } = frame;
  const { colours } = dress;
  pen.fillStyle = colours.panel;
  pen.fillRect(0, 0, width, height);
  for (const [at, one] of shown.asks.entries()) rowPaint(pen, one, (rows - 1 - at) * row, "ask", frame, dress);
  const middle = rows * row;
  for (const [at, one] of shown.bids.entries()) {
    rowPaint(pen, one, middle + SPREAD_PX + at * row, "bid", frame, dress);
  }
  spreadPaint(pen, shown, middle, frame, dress);
  sharesPaint(pen, shown, middle * 2 + SPREAD_PX, frame, dress);
}

/** On a phone: no totals, no captions. */
const tight = (frame: Frame): boolean => frame.columns < 3;
const edge = (frame: Frame): number => (tight(frame) ? 8 : 12);
/** Between the widest texts of two columns. */
const GAP_PX = 4;
/** The part of two columns that a price may take. */
const PRICE_MOST = 0.55;

function rowPaint(pen: Pen, one: RowShown, top: number, side: "bid" | "ask", frame: Frame, dress: Dress): void {
  const { width, row, dim } = frame;
  const { colours, mono } = dress;
  const pad = edge(frame);
  const bar = Math.round(width * one.bar);
  pen.globalAlpha = dim ? 0.5 : 1;
  pen.fillStyle = side === "bid" ? colours.depthUp : colours.depthDown;
  pen.fillRect(width - bar, top + 1, bar, row - 2);
  pen.globalAlpha = 1;
  const whole = width - pad * 2;
  const column = whole / frame.columns;
  const hue = side === "bid" ? colours.up : colours.down;
  pen.font = `${tight(frame) ? 11 : 12}px ${mono}`;
  // Of two columns each takes what the other leaves; three are of one width.
  const long = tight(frame) ? Math.min(pen.measureText(one.price).width, whole * PRICE_MOST) : column - GAP_PX;
  const most = tight(frame) ? whole - long - GAP_PX : long;
  pen.fillStyle = dim ? colours.ink2 : hue;
  write(pen, one.price, { x: pad, top, row }, "left", long);
  pen.fillStyle = dim ? colours.ink2 : colours.ink1;
  write(pen, one.size, { x: pad + column * 2, top, row }, "right", most);
  if (!tight(frame)) {
    pen.fillStyle = colours.ink2;
    write(pen, one.total, { x: width - pad, top, row }, "right", most);
  }
  if (one.own) ownPaint(pen, one, { x: pad, top, row }, dress);
}

/** One's own size beside the price, in a frame, and a mark at the edge. */
function ownPaint(pen: Pen, one: RowShown, at: Place, dress: Dress): void {
  const { colours, mono } = dress;
  const { top, row } = at;
  pen.fillStyle = colours.own;
  pen.fillRect(0, top + 1, 3, row - 2);
  const left = Math.round(at.x + pen.measureText(one.price).width + 6);
  pen.font = `500 10px ${mono}`;
  const width = Math.ceil(pen.measureText(one.own).width) + 8;
  const [upper, height] = [Math.round(top + (row - 14) / 2), 14];
  pen.fillStyle = colours.panel;
  pen.fillRect(left, upper, width, height);
  pen.strokeStyle = colours.control;
  pen.lineWidth = 1;
  pen.strokeRect(left + 0.5, upper + 0.5, width - 1, height - 1);
  pen.fillStyle = colours.own;
  write(pen, one.own, { x: left + 4, top, row }, "left", width - 8);
}

function spreadPaint(pen: Pen, shown: BookShown, top: number, frame: Frame, dress: Dress): void {
  const { width, dim } = frame;
  const { colours, mono, text } = dress;
  const [pad, row] = [edge(frame), SPREAD_PX];
  pen.fillStyle = colours.well;
  pen.fillRect(0, top, width, row);
  rule(pen, colours.line, top, width);
  rule(pen, colours.line, top + row - 1, width);
  pen.font = `600 14px ${mono}`;
  pen.fillStyle = dim ? colours.ink2 : colours.ink1;
  write(pen, shown.last, { x: pad, top, row }, "left", width / 2 - pad);
  if (tight(frame)) return;
  pen.font = `11px ${text}`;
  const most = width / 4;
  write(pen, shown.spread, { x: width - pad, top, row }, "right", most);
  const word = width - pad - Math.min(most, pen.measureText(shown.spread).width) - GAP_PX;
  pen.fillStyle = colours.ink3;
  write(pen, "Spread", { x: word, top, row }, "right", most);
}

function sharesPaint(pen: Pen, shown: BookShown, top: number, frame: Frame, dress: Dress): void {
  const { width } = frame;
  const { colours, text } = dress;
  const [pad, row, most] = [edge(frame), SHARES_PX, width / 2];
  rule(pen, colours.line, top, width);
  pen.font = `11px ${text}`;
  pen.fillStyle = colours.up;
  write(pen, shown.bidShare, { x: pad, top, row }, "left", most);
  pen.fillStyle = colours.down;
  write(pen, shown.askShare, { x: width - pad, top, row }, "right", most);
  if (tight(frame)) return;
  const begin = pad + pen.measureText(shown.bidShare).width + 8;
  const end = width - pad - pen.measureText(shown.askShare).width - 8;
  const [upper, part] = [top + row / 2 - 2, ((end - begin) * (shown.share ?? 50)) / 100];
  pen.globalAlpha = 0.7;
  pen.fillStyle = colours.up;
  pen.fillRect(begin, upper, part, 4);
  pen.fillStyle = colours.down;
  pen.fillRect(begin + part + 2, upper, Math.max(0, end - begin - part - 2), 4);
  pen.globalAlpha = 1;
}
