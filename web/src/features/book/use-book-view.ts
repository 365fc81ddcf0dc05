/** Joins a market's book to the elements that show it: paints at 20 Hz, follows the panel's height, says when the book is old. */
import { useEffect, useRef } from "react";
import { type Book, grouped } from "../../feed/book.ts";
import { useFeed } from "../../feed/feed.ts";
import type { Market } from "../../feed/markets.ts";
import { age, figure } from "../../lib/format.ts";
import { textOf, unitsOf } from "../../lib/units.ts";
import { createSidePainter } from "./book-painter.ts";
import type { Grouping } from "./grouping.ts";
import { ownSizes } from "./own-orders.ts";

const PERIOD_MS = 50;
const STALE_MS = 3_000;
const FIXED_PX = 26 + 20 + 28 + 22;

export function useBookView(market: Market, step: Grouping | undefined) {
  const feed = useFeed();
  const root = useRef<HTMLDivElement>(null);
  const asks = useRef<HTMLDivElement>(null);
  const bids = useRef<HTMLDivElement>(null);
  const last = useRef<HTMLElement>(null);
  const spread = useRef<HTMLElement>(null);
  const stale = useRef<HTMLSpanElement>(null);
  const bidShare = useRef<HTMLSpanElement>(null);
  const askShare = useRef<HTMLSpanElement>(null);
  const bidBar = useRef<HTMLElement>(null);
  const grouping = useRef(step);
  const repaint = useRef<() => void>(() => undefined);

  useEffect(() => {
    grouping.current = step;
    repaint.current();
  }, [step]);

  useEffect(() => {
    const [box, askBox, bidBox] = [root.current, asks.current, bids.current];
    if (!box || !askBox || !bidBox) return;
    const { priceDecimals, sizeDecimals } = market;
    const format = () => ({ priceDecimals, sizeDecimals, shownDecimals: grouping.current?.decimals ?? priceDecimals });
    const askSide = createSidePainter(askBox, "ask", format);
    const bidSide = createSidePainter(bidBox, "bid", format);
    const write = (part: HTMLElement | null, text: string): void => {
      if (part && part.textContent !== text) part.textContent = text;
    };

    function shares(bidTotal: number, askTotal: number): void {
      const whole = bidTotal + askTotal;
      const bid = whole ? Math.round((bidTotal / whole) * 100) : 0;
      write(bidShare.current, whole ? `${bid} % bids` : "--");
      write(askShare.current, whole ? `${100 - bid} % asks` : "--");
      if (bidBar.current) bidBar.current.style.width = `${whole ? bid : 50}%`;
    }

    function touch(book: Book): void {
      const best = { bid: book.bids()[0]?.price, ask: book.asks()[0]?.price };
      const both = best.bid !== undefined && best.ask !== undefined;
      write(spread.current, both ? figure(textOf((best.ask ?? 0) - (best.bid ?? 0), priceDecimals)) : "--");
      const ticker = feed.ticker(market.market).get();
      write(last.current, figure(ticker?.last_price, priceDecimals));
    }

    function paint(): void {
      const units = grouping.current?.units ?? unitsOf(market.tick_size, priceDecimals) ?? 1;
      const bidRows = grouped(book.bids(), "bid", units, bidSide.rows());
      const askRows = grouped(book.asks(), "ask", units, askSide.rows());
      const most = Math.max(bidRows.at(-1)?.total ?? 0, askRows.at(-1)?.total ?? 0);
      const own = ownSizes(feed, market, units);
      bidSide.paint(bidRows, most, own.bids);
      askSide.paint(askRows, most, own.asks);
      shares(bidRows.at(-1)?.total ?? 0, askRows.at(-1)?.total ?? 0);
      touch(book);
      if (box) box.dataset["seq"] = String(book.seq());
    }

    const painter = feed.scheduler.painter(paint, PERIOD_MS);
    const { book, release } = feed.book(market, painter.dirty);
    repaint.current = painter.dirty;

    function fit(): void {
      const row = parseFloat(getComputedStyle(askBox as HTMLElement).getPropertyValue("--row-book")) || 18;
      const rows = Math.max(1, Math.floor(((box?.clientHeight ?? 0) - FIXED_PX) / 2 / row));
      askSide.resize(rows);
      bidSide.resize(rows);
      painter.dirty();
    }
    const watch = new ResizeObserver(fit);
    watch.observe(box);
    fit();

    const clock = setInterval(() => {
      const heard = feed.hub.lastMs();
      const old = heard === null ? 0 : Date.now() - heard;
      const shown = old > STALE_MS || feed.hub.status.get().state !== "open";
      box.classList.toggle("dim", shown);
      if (stale.current) {
        stale.current.hidden = !shown;
        write(stale.current, heard === null ? "no data yet" : `stale ${age(old)}`);
      }
    }, 500);

    return () => {
      clearInterval(clock);
      watch.disconnect();
      painter.dispose();
      release();
      askBox.replaceChildren();
      bidBox.replaceChildren();
    };
  }, [feed, market]);

  return { root, asks, bids, last, spread, stale, bidShare, askShare, bidBar };
}
