/** Joins a market's book to its canvas and to its words: grouping and own orders go to the worker, the words of what it paints come back. */
import { useEffect, useRef } from "react";
import { useFeed } from "../../feed/feed.ts";
import type { Market } from "../../feed/markets.ts";
import { useStale, useView } from "../../feed/use-view.ts";
import type { Frame, Told } from "../../feed/view.ts";
import { UNKNOWN } from "../../lib/format.ts";
import { useStoreValue } from "../../lib/use-store.ts";
import { useSettings } from "../workspace/settings-store.ts";
import { createSideRows, type SideRows } from "./book-rows.ts";
import type { BookShown, BookWish } from "./book-shown.ts";
import type { Grouping } from "./grouping.ts";
import { SHARES_PX, SPREAD_PX } from "./measures.ts";
import { ownSizes } from "./own-orders.ts";

export function useBook(market: Market, step: Grouping) {
  const feed = useFeed();
  const look = useSettings((settings) => `${settings.theme} ${settings.preset} ${settings.density}`);
  const orders = useStoreValue(feed.user.orders);
  const stale = useStale();
  const root = useRef<HTMLDivElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const asks = useRef<HTMLDivElement>(null);
  const bids = useRef<HTMLDivElement>(null);
  const last = useRef<HTMLElement>(null);
  const spread = useRef<HTMLElement>(null);
  const bidShare = useRef<HTMLSpanElement>(null);
  const askShare = useRef<HTMLSpanElement>(null);
  const sides = useRef<{ asks: SideRows; bids: SideRows } | null>(null);

  function told(words: Told): void {
    const shown = words as BookShown | null;
    if (!shown) return;
    sides.current?.asks.write(shown.asks);
    sides.current?.bids.write(shown.bids);
    put(last.current, shown.last);
    put(spread.current, shown.spread);
    put(bidShare.current, shown.bidShare);
    put(askShare.current, shown.askShare);
    if (root.current) root.current.dataset["seq"] = String(shown.seq);
  }

  // Before the view: it says at once how many rows there are.
  useEffect(() => {
    const [askBox, bidBox] = [asks.current, bids.current];
    if (!askBox || !bidBox) return;
    sides.current = { asks: createSideRows(askBox, "ask"), bids: createSideRows(bidBox, "bid") };
    return () => {
      sides.current = null;
      askBox.replaceChildren();
      bidBox.replaceChildren();
    };
  }, []);

  const view = useView(host, {
    kind: "book",
    market,
    look,
    rows: (height, row) => Math.floor((height - SPREAD_PX - SHARES_PX) / 2 / row),
    told,
    framed(frame: Frame) {
      sides.current?.asks.resize(frame.rows);
      sides.current?.bids.resize(frame.rows);
    },
  });

  useEffect(() => {
    const own = ownSizes(orders, market, step.units);
    const wish: BookWish = { units: step.units, decimals: step.decimals, ...own };
    view.current?.ask({ op: "wish", wish });
  }, [view, orders, market, step]);

  /** The price that is painted where the pointer is. */
  async function priceAt(clientY: number): Promise<string | null> {
    const top = host.current?.getBoundingClientRect().top ?? 0;
    return (await view.current?.pick(clientY - top)) ?? null;
  }

  return { root, host, asks, bids, last, spread, bidShare, askShare, stale, priceAt };
}

function put(part: HTMLElement | null, text: string): void {
  if (part && part.textContent !== text) part.textContent = text || UNKNOWN;
}
