/** The depth of the book: how much stands within each distance of the touch, on a canvas. */
import { useEffect, useRef } from "react";
import { useFeed } from "../../feed/feed.ts";
import type { Market } from "../../feed/markets.ts";
import { useMarket } from "../../feed/use-market.ts";
import { tokensRead } from "../../lib/tokens.ts";
import { Skeleton } from "../../ui/states.tsx";
import { useSettings } from "../workspace/settings-store.ts";
import { depthPaint } from "./depth-painter.ts";

const PERIOD_MS = 250;

export function DepthPanel() {
  const symbol = useSettings((settings) => settings.market);
  const market = useMarket(symbol);
  return market ? <Depth key={symbol} market={market} /> : <Skeleton />;
}

function Depth({ market }: { market: Market }) {
  const feed = useFeed();
  const canvas = useRef<HTMLCanvasElement>(null);
  const look = useSettings((settings) => `${settings.theme} ${settings.preset}`);
  useEffect(() => {
    const place = canvas.current;
    if (!place) return;
    const tokens = tokensRead(look);
    const painter = feed.scheduler.painter(() => depthPaint(place, book, market, tokens), PERIOD_MS);
    const { book, release } = feed.book(market, painter.dirty);
    const watch = new ResizeObserver(painter.dirty);
    watch.observe(place);
    return () => {
      watch.disconnect();
      painter.dispose();
      release();
    };
  }, [feed, market, look]);
  return <canvas className="depthbox" ref={canvas} role="img" aria-label={`Depth of the book of ${market.market}`} />;
}
