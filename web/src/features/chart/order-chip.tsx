/**
 * An open order on the chart: dragged, or moved by arrow keys, to another price; then a newly signed order takes its place, with undo.
 * A move that would trade at once is not made.
 */
import { type KeyboardEvent, type PointerEvent, type RefObject, useState } from "react";
import { useFeed } from "../../feed/feed.ts";
import type { Market } from "../../feed/markets.ts";
import type { OpenOrder } from "../../feed/own-orders.ts";
import { figure } from "../../lib/format.ts";
import { textOf, unitsOf } from "../../lib/units.ts";
import { Icon } from "../../ui/icon.tsx";
import { useTrade } from "../trade/trade-store.ts";
import type { ChartAdapter } from "./chart-adapter.ts";
import { laneStyle } from "./lanes.ts";

interface Props {
  order: OpenOrder;
  adapter: ChartAdapter;
  market: Market;
  box: RefObject<HTMLDivElement | null>;
  lane: number;
}

const TEN = 10;

export function OrderChip({ order, adapter, market, box, lane }: Props) {
  const feed = useFeed();
  const trade = useTrade();
  const [moved, setMoved] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const price = moved ?? order.price;
  const { priceDecimals, tick_size: tickSize } = market;
  const tick = unitsOf(tickSize, priceDecimals) ?? 1;
  const buys = order.side === "buy";

  function crosses(to: string): boolean {
    const ticker = feed.ticker(market.market).get();
    const best = unitsOf((buys ? ticker?.ask : ticker?.bid) ?? "", priceDecimals);
    const wanted = unitsOf(to, priceDecimals);
    if (best === null || wanted === null) return false;
    return buys ? wanted >= best : wanted <= best;
  }

  async function drop(to: string | null): Promise<void> {
    if (to === null || to === order.price) {
      setMoved(null);
      return;
    }
    if (crosses(to)) {
      setMoved(null);
      trade.tell({ kind: "bad", title: "Not moved", detail: `At ${figure(to)} it would trade at once.`, undo: null });
      return;
    }
    setBusy(true);
    const result = await trade.replace(order, to, order.left);
    setBusy(false);
    setMoved(null);
    if (!result) return;
    const back: OpenOrder = { ...order, order_id: result.order_id, price: to, left: result.left };
    trade.tell({
      kind: "good",
      title: "Order moved",
      detail: `${figure(order.price)} to ${figure(to)}.`,
      undo: () => void trade.replace(back, order.price, result.left),
    });
  }

  function drag(event: PointerEvent<HTMLButtonElement>): void {
    if (!event.currentTarget.hasPointerCapture(event.pointerId) || busy) return;
    const top = box.current?.getBoundingClientRect().top ?? 0;
    const at = adapter.priceAt(event.clientY - top);
    if (at === null) return;
    // A position on the scale, brought to the grid: the text that is signed is made of whole ticks.
    const units = Math.max(1, Math.round((at * 10 ** priceDecimals) / tick)) * tick;
    setMoved(textOf(units, priceDecimals));
  }

  function key(event: KeyboardEvent): void {
    const units = unitsOf(price, priceDecimals) ?? 0;
    const by = tick * (event.shiftKey ? TEN : 1);
    if (event.key === "ArrowUp") setMoved(textOf(units + by, priceDecimals));
    else if (event.key === "ArrowDown") setMoved(textOf(Math.max(tick, units - by), priceDecimals));
    else if (event.key === "Enter" && moved !== null) void drop(moved);
    else if (event.key === "Escape" && moved !== null) setMoved(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const y = adapter.yOf(price);
  if (y === null) return null;
  return (
    <div className={`lvl ${buys ? "u" : "d"} dash`} style={{ transform: `translateY(${y}px)` }}>
      <div className={`chip ${buys ? "u" : "d"}`} data-order={order.order_id} style={laneStyle(lane)}>
        <button
          type="button"
          className="grip"
          disabled={busy}
          role="slider"
          aria-orientation="vertical"
          aria-valuemin={0}
          aria-valuemax={Number.MAX_SAFE_INTEGER}
          aria-valuenow={Number(price)}
          aria-valuetext={figure(price)}
          aria-label={`Price of ${order.side} order: drag, or arrow keys and Enter`}
          onKeyDown={key}
          onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
          onPointerMove={drag}
          onPointerUp={() => void drop(moved)}
          onPointerCancel={() => setMoved(null)}
        >
          <Icon name="more" />
        </button>
        <span className="side-w">{buys ? "Buy" : "Sell"}</span>
        <span>{figure(order.left)}</span>
        <span>{figure(price)}</span>
        <button
          type="button"
          className="x"
          disabled={busy}
          aria-label={`Cancel ${order.side} order at ${figure(order.price)}`}
          onClick={() => void trade.cancel(order)}
        >
          <Icon name="close" />
        </button>
      </div>
    </div>
  );
}
