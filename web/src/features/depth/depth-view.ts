/** Paints the running sums of both sides as steps, the touch in the middle, with the figures at the edges. It runs in the market worker. */
import type { Book, Level } from "../../feed/book.ts";
import type { Market } from "../../feed/markets.ts";
import { figure } from "../../lib/format.ts";
import type { Dress, Frame, Reads, View, ViewSort } from "../../feed/view.ts";
import type { Pen } from "../../lib/pen.ts";
import { faded } from "../../lib/tokens.ts";
import { textOf } from "../../lib/units.ts";

const PERIOD_MS = 250;
const TEXT_PX = 18;
const LEVELS_MAX = 120;

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

export function depthPaint(pen: Pen, frame: Frame, dress: Dress, book: Book, market: Market): void {
  const { width, height } = frame;
  const { colours: tokens, mono } = dress;
  pen.fillStyle = tokens.panel;
  pen.fillRect(0, 0, width, height);
  const [bids, asks] = [steps(book.bids()), steps(book.asks())];
  const [low, high] = [bids.at(-1)?.price, asks.at(-1)?.price];
  pen.font = `11px ${mono}`;
  pen.textAlign = "left";
  pen.lineWidth = 1;
  pen.fillStyle = tokens.ink3;
  if (low === undefined || high === undefined) {
    pen.fillText("One side of the book is empty.", 12, TEXT_PX);
    return;
  }
  const most = Math.max(bids.at(-1)?.total ?? 0, asks.at(-1)?.total ?? 0);
  const floor = height - TEXT_PX;
  const x = (price: number): number => ((price - low) / Math.max(1, high - low)) * width;
  const y = (total: number): number => floor - (total / most) * (floor - TEXT_PX);
  for (const [side, colour] of [
    [bids, tokens.up],
    [asks, tokens.down],
  ] as const) {
    pen.beginPath();
    pen.moveTo(x(side[0]?.price ?? 0), floor);
    let last = floor;
    for (const step of side) {
      pen.lineTo(x(step.price), last);
      last = y(step.total);
      pen.lineTo(x(step.price), last);
    }
    pen.lineTo(x(side.at(-1)?.price ?? 0), floor);
    pen.fillStyle = faded(colour, 41);
    pen.strokeStyle = colour;
    pen.fill();
    pen.stroke();
  }
  const price = (units: number): string => figure(textOf(units, market.priceDecimals));
  const total = (side: Step[]): string => figure(textOf(side.at(-1)?.total ?? 0, market.sizeDecimals));
  pen.fillStyle = tokens.ink2;
  pen.textAlign = "left";
  pen.fillText(`Bids ${total(bids)}`, 12, TEXT_PX - 4);
  pen.fillText(price(low), 12, height - 4);
  pen.textAlign = "right";
  pen.fillText(`Asks ${total(asks)}`, width - 12, TEXT_PX - 4);
  pen.fillText(price(high), width - 12, height - 4);
  pen.textAlign = "center";
  pen.fillText(
    price(Math.round(((bids[0]?.price ?? 0) + (asks[0]?.price ?? 0)) / 2)),
    x(bids[0]?.price ?? 0),
    height - 4,
  );
}
