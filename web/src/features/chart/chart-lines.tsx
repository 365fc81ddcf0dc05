/** One's own lines on the chart: orders that can be moved, entry and liquidation of the position. */
import { useEffect, useRef, useState } from "react";
import { useFeed } from "../../feed/feed.ts";
import type { Market } from "../../feed/markets.ts";
import type { OpenOrder } from "../../feed/own-orders.ts";
import { change, figure, tone } from "../../lib/format.ts";
import { useStoreValue } from "../../lib/use-store.ts";
import { profitOf } from "../../feed/profit.ts";
import type { ChartAdapter } from "./chart-adapter.ts";
import { laneStyle, lanes } from "./lanes.ts";
import { OrderChip } from "./order-chip.tsx";

const PERIOD_MS = 100;

interface Props {
  adapter: ChartAdapter;
  market: Market;
}

/** Where prices stand now, again when the chart moves. */
function useTurn(adapter: ChartAdapter): number {
  const feed = useFeed();
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const painter = feed.scheduler.painter(() => setTurn((now) => now + 1), PERIOD_MS);
    const stay = adapter.onMove(painter.dirty);
    // The scale may have moved with its newest candle.
    const leave = feed.clock.subscribe(painter.dirty);
    painter.dirty();
    return () => {
      stay();
      leave();
      painter.dispose();
    };
  }, [adapter, feed]);
  return turn;
}

export function ChartLines({ adapter, market }: Props) {
  useTurn(adapter);
  const feed = useFeed();
  const box = useRef<HTMLDivElement>(null);
  const orders = useStoreValue(feed.user.orders).filter((order) => order.market === market.market);
  const position = useStoreValue(feed.user.positions)?.find(
    (one) => one.market === market.market && /[1-9]/.test(one.size),
  );
  const prices = [position?.entry_price, position?.liquidation_price, ...orders.map((order) => order.price)];
  const heights = prices.map((price) => (price ? adapter.yOf(price) : null));
  const [entry = 0, end = 0, ...lane] = lanes(heights);
  return (
    <div className="lines" ref={box} style={{ right: adapter.scaleWidth() }}>
      {position?.entry_price ? (
        <Level y={heights[0] ?? null} lane={entry} kind="e">
          <span className={position.size.startsWith("-") ? "down" : "up"}>
            {position.size.startsWith("-") ? "Short" : "Long"} {figure(position.size.replace("-", ""))}
          </span>
          <span className={tone(profitOf(position))}>{change(profitOf(position), 2)} USDC</span>
        </Level>
      ) : null}
      {position?.liquidation_price ? (
        <Level y={heights[1] ?? null} lane={end} kind="x">
          <span className="danger">Liquidation</span>
          <span>{figure(position.liquidation_price, market.priceDecimals)}</span>
        </Level>
      ) : null}
      {orders.map((order: OpenOrder, at) => (
        <OrderChip
          key={order.order_id}
          order={order}
          adapter={adapter}
          market={market}
          box={box}
          lane={lane[at] ?? 0}
        />
      ))}
    </div>
  );
}

interface LevelProps {
  y: number | null;
  lane: number;
  kind: string;
  children: React.ReactNode;
}

function Level({ y, lane, kind, children }: LevelProps) {
  if (y === null) return null;
  return (
    <div className={`lvl ${kind}`} style={{ transform: `translateY(${y}px)` }}>
      <div className={`chip ${kind}`} style={laneStyle(lane)}>
        {children}
      </div>
    </div>
  );
}
