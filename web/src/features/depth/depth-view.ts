/** Paints the running sums of both sides as steps, the touch in the middle, with the figures at the edges. It runs in the market worker. */
import type { Book, Level } from "../../feed/book.ts";
import type { Market } from "../../feed/markets.ts";
import { figure } from "../../lib/format.ts";
import type { Dress, Frame, Reads, View, ViewSort } from "../../feed/view.ts";
import type { Pen } from "../../lib/pen.ts";
import { faded, type Tokens } from "../../lib/tokens.ts";
import { textOf } from "../../lib/units.ts";

const PERIOD_MS = 250;
const TEXT_PX = 18;
const LEVELS_MAX = 120;
const EDGE_PX = 12;
/** Between lines at least. */
const COLUMN_PX = 110;
const ROW_PX = 90;
/** Of a side, what the picture reaches out to; and a little beyond. */
const SHOWN_SHARE = 0.9;
const MARGIN = 1.1;
/** Of 255. */
const FILL = 41;

interface Step {
  price: number;
  total: number;
}

function steps(levels: Level[]): Step[] {
  let total = 0;
  return levels.slice(0, LEVELS_MAX).map((level) => ({ price: level.price, total: (total += level.size) }));
}

export const DEPTH_VIEW: ViewSort = { periodMs: PERIOD_MS, make: depthViewMake };

export function depthViewMake(market: Market, reads: Reads, changed: () => void): View {
  const { book, release } = reads.book(market, changed);
  return {
    paint: (pen, frame, dress) => depthPaint(pen, frame, dress, book, market),
    // The book beside it says the same in words.
    told: () => null,
    wish: () => undefined,
    pick: () => null,
    close: release,
  };
}

/** How far from the middle the picture goes: to where nearly all of either side stands, so that a lone order far off does not flatten the rest. */
function reach(side: Step[], middle: number): number {
  const all = side.at(-1)?.total ?? 0;
  const enough = side.find((step) => step.total >= all * SHOWN_SHARE);
  return enough ? Math.abs(enough.price - middle) : 0;
}

export function depthPaint(pen: Pen, frame: Frame, dress: Dress, book: Book, market: Market): void {
  const { width, height } = frame;
  const { colours: tokens, mono } = dress;
  pen.fillStyle = tokens.panel;
  pen.fillRect(0, 0, width, height);
  const [bids, asks] = [steps(book.bids()), steps(book.asks())];
  const [bid, ask] = [bids[0]?.price, asks[0]?.price];
  pen.font = `11px ${mono}`;
  pen.textAlign = "left";
  pen.lineWidth = 1;
  pen.fillStyle = tokens.ink3;
  if (bid === undefined || ask === undefined) {
    pen.fillText("One side of the book is empty.", 12, TEXT_PX);
    return;
  }
  const middle = (bid + ask) / 2;
  const half = Math.max(1, reach(bids, middle), reach(asks, middle)) * MARGIN;
  const [low, high] = [middle - half, middle + half];
  const near = [bids.filter((step) => step.price >= low), asks.filter((step) => step.price <= high)] as const;
  const most = Math.max(1, ...near.map((side) => side.at(-1)?.total ?? 0));
  const floor = height - TEXT_PX;
  const x = (price: number): number => ((price - low) / (high - low)) * width;
  const y = (total: number): number => floor - (total / most) * (floor - TEXT_PX * 2);
  const price = (units: number): string => figure(textOf(Math.round(units), market.priceDecimals));
  const size = (units: number): string => figure(textOf(Math.round(units), market.sizeDecimals));
  gridPaint(pen, { width, floor, x, y, most, low, high, price, size }, tokens);
  for (const [side, colour, edge] of [
    [near[0], tokens.up, 0],
    [near[1], tokens.down, width],
  ] as const) {
    pen.beginPath();
    pen.moveTo(x(side[0]?.price ?? middle), floor);
    let last = floor;
    for (const step of side) {
      pen.lineTo(x(step.price), last);
      last = y(step.total);
      pen.lineTo(x(step.price), last);
    }
    // Beyond the last order within the picture as much stands as at it.
    pen.lineTo(edge, last);
    pen.lineTo(edge, floor);
    pen.fillStyle = faded(colour, FILL);
    pen.strokeStyle = colour;
    pen.fill();
    pen.stroke();
  }
  wordsPaint(pen, { near, width, middle, price, size }, tokens);
}

interface Grid {
  width: number;
  floor: number;
  most: number;
  low: number;
  high: number;
  x(price: number): number;
  y(total: number): number;
  price(units: number): string;
  size(units: number): string;
}

/** The round figures (1, 2 or 5 with zeros) between two, at most so many. */
export function rounds(from: number, to: number, most: number): number[] {
  const least = Math.max(1, (to - from) / Math.max(1, most));
  const zeros = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((one) => one * zeros).find((one) => one >= least) ?? 10 * zeros;
  const found: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) found.push(at);
  return found;
}

/** Lines of equal price and of equal size, each with its figure. */
function gridPaint(pen: Pen, grid: Grid, tokens: Tokens): void {
  const { width, floor, most, low, high, x, y, price, size } = grid;
  pen.strokeStyle = tokens.line;
  pen.fillStyle = tokens.ink3;
  pen.beginPath();
  for (const units of rounds(low, high, width / COLUMN_PX)) {
    // A figure at the edge would be cut.
    if (x(units) < COLUMN_PX / 3 || x(units) > width - COLUMN_PX / 3) continue;
    const left = Math.round(x(units)) + 0.5;
    pen.moveTo(left, TEXT_PX);
    pen.lineTo(left, floor);
    pen.textAlign = "center";
    pen.fillText(price(units), left, floor + TEXT_PX - 4);
  }
  for (const total of rounds(0, most, floor / ROW_PX)) {
    if (total === 0) continue;
    const top = Math.round(y(total)) + 0.5;
    pen.moveTo(0, top);
    pen.lineTo(width, top);
    pen.textAlign = "right";
    pen.fillText(size(total), width - EDGE_PX, top - 4);
  }
  pen.stroke();
}

interface Words {
  near: readonly [Step[], Step[]];
  width: number;
  middle: number;
  price(units: number): string;
  size(units: number): string;
}

function wordsPaint(pen: Pen, words: Words, tokens: Tokens): void {
  const { near, width, middle, price, size } = words;
  const [bids, asks] = near.map((side) => size(side.at(-1)?.total ?? 0));
  pen.fillStyle = tokens.up;
  pen.textAlign = "left";
  pen.fillText(`Bids ${bids}`, EDGE_PX, TEXT_PX - 4);
  pen.fillStyle = tokens.down;
  pen.textAlign = "right";
  pen.fillText(`Asks ${asks}`, width - EDGE_PX, TEXT_PX - 4);
  pen.fillStyle = tokens.ink1;
  pen.textAlign = "center";
  pen.fillText(`Mid ${price(middle)}`, width / 2, TEXT_PX - 4);
}
