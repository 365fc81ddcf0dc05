/** The tape: every trade of the market as it happens, newest first; whole rows only. */
import { useEffect, useRef } from "react";
import { useFeed } from "../../feed/feed.ts";
import type { Market } from "../../feed/markets.ts";
import { useMarket } from "../../feed/use-market.ts";
import { Skeleton } from "../../ui/states.tsx";
import { useSettings } from "../workspace/settings-store.ts";
import { createTapePainter } from "./tape-painter.ts";

const PERIOD_MS = 100;
const HEAD_PX = 20;

export function TapePanel() {
  const symbol = useSettings((settings) => settings.market);
  const market = useMarket(symbol);
  return market ? <Tape key={symbol} market={market} /> : <Skeleton />;
}

function Tape({ market }: { market: Market }) {
  const feed = useFeed();
  const root = useRef<HTMLDivElement>(null);
  const rows = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const [box, list] = [root.current, rows.current];
    if (!box || !list) return;
    const pool = createTapePainter(list, market);
    const painter = feed.scheduler.painter(() => pool.paint(tape.newest(pool.rows())), PERIOD_MS);
    const { tape, release } = feed.tape(market.market, painter.dirty);
    const fit = (): void => {
      const row = parseFloat(getComputedStyle(list).getPropertyValue("--row-book")) || 18;
      pool.resize(Math.max(1, Math.floor((box.clientHeight - HEAD_PX) / row)));
      painter.dirty();
    };
    const watch = new ResizeObserver(fit);
    watch.observe(box);
    fit();
    return () => {
      watch.disconnect();
      painter.dispose();
      release();
      list.replaceChildren();
    };
  }, [feed, market]);

  return (
    <div className="tape panel" ref={root} data-testid="tape">
      <div className="lv h" aria-hidden="true">
        <span>Price</span>
        <span>Size {market.market.split("-")[0]}</span>
        <span>Time UTC</span>
      </div>
      <div className="rows" role="table" aria-label="Trades" ref={rows} />
    </div>
  );
}
